import type { CreateMessageRequest, CreateMessageResult } from '@modelcontextprotocol/sdk/types.js';
import type { ModelContent, ModelMessage, ToolContext, ToolContribution } from '@ock/kernel';
import { clean } from './tool-names.ts';

/** model calls that a server may cause in one call of its own */
const MAX_PER_CALL = 10;
const MAX_TOKENS = 4_096;
const counts = new WeakMap<ToolContext, number>();

type Params = CreateMessageRequest['params'];

/**
 * Lets a server use the configured model, where the person allows `<server>_sampling`: without tools, bounded in length and number, and only
 * while a call of ours to that server runs.
 * @throws Error with what the server is told
 */
export async function sample(
  server: string,
  params: Params,
  call: ToolContext | undefined,
  signal: AbortSignal,
): Promise<CreateMessageResult> {
  if (!call?.permit || !call.complete) throw new Error('The model may only be used while a tool of this server is called.');
  const used = (counts.get(call) ?? 0) + 1;
  counts.set(call, used);
  if (used > MAX_PER_CALL) throw new Error(`A call may use the model ${MAX_PER_CALL} times.`);
  const id = `${clean(server)}_sampling`.slice(-64);
  const tool: ToolContribution = { id, permission: 'net', readOnly: false, description: `lets ${server} use the model` };
  const { allowed, reason } = await call.permit({ tool, input: params, subjects: [{ action: 'other', what: id }] });
  if (!allowed) throw new Error(`The user does not allow it: ${reason}`);
  const { text, model, isCut } = await call.complete({
    system: params.systemPrompt ?? '',
    messages: params.messages.map(toModelMessage),
    maxTokens: Math.min(params.maxTokens, MAX_TOKENS),
    signal,
    ...(params.temperature !== undefined && { temperature: params.temperature }),
  });
  return { role: 'assistant', model, content: { type: 'text', text }, stopReason: isCut ? 'maxTokens' : 'endTurn' };
}

function toModelMessage({ role, content }: Params['messages'][number]): ModelMessage {
  const parts = (Array.isArray(content) ? content : [content]).map((part): ModelContent => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    if (part.type === 'image') return { type: 'file', mime: part.mimeType, data: part.data };
    return { type: 'text', text: `[${part.type} left out]` };
  });
  return { role, content: parts };
}
