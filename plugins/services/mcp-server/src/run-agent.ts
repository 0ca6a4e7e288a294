import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { errorText, KernelError, openConversation } from '@ock/kernel';
import type { Served } from './served.ts';

export const PROMPT_TOOL: Tool = {
  name: 'prompt',
  description: 'Gives a task to the opencode agent, which works on it with its own model and tools and answers when it is done.',
  inputSchema: {
    type: 'object',
    properties: {
      prompt: { type: 'string', description: 'the task' },
      session: { type: 'string', description: 'go on with this session, as an earlier answer named it' },
      agent: { type: 'string' },
      model: { type: 'string', description: 'as provider/model' },
    },
    required: ['prompt'],
  },
  outputSchema: {
    type: 'object',
    properties: {
      text: { type: 'string' },
      session: { type: 'string' },
      outcome: { type: 'string' },
      turns: { type: 'integer' },
      cost_usd: { type: 'number' },
      files_changed: { type: 'array', items: { type: 'string' } },
    },
    required: ['text', 'session', 'outcome'],
  },
  annotations: { readOnlyHint: false, openWorldHint: true },
};

/** Runs the agent on a task; a mistake in the arguments or in the run is told as a failed call. */
export async function runAgent(
  { kernel, t, options, watch }: Served,
  input: Record<string, unknown>,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<CallToolResult> {
  const text = (key: string) => (typeof input[key] === 'string' && input[key] !== '' ? (input[key] as string) : undefined);
  const [prompt, session, agent, model] = ['prompt', 'session', 'agent', 'model'].map(text);
  const failed = (error: unknown): CallToolResult => ({ content: [{ type: 'text', text: errorText(error, t) }], isError: true });
  if (prompt === undefined) return failed(new KernelError('OC_INPUT', { because: 'reason.no_prompt' }));
  try {
    const conversation = await openConversation(kernel, {
      ...(session && { session }),
      ...(agent && { agent }),
      ...(model && { model }),
      ...(options.mode && { mode: options.mode }),
      ...(options.rules && { rules: options.rules }),
    });
    const { id } = conversation.session;
    const unwatch = watch((event) => {
      if (event.session_id !== id) return;
      if (event.type === 'tool_call') tell(event.tool);
      else if (event.type === 'message' && event.text !== '') tell(event.text);
    });
    try {
      const result = await conversation.prompt({ text: prompt, files: [] }, { signal });
      const said = result.cause === undefined ? result.text : [result.text, errorText(result.cause, t)].filter(Boolean).join('\n');
      const structuredContent = {
        text: said,
        session: id,
        outcome: result.subtype,
        turns: result.numTurns,
        cost_usd: result.costUsd,
        files_changed: result.filesChanged,
      };
      return { content: [{ type: 'text', text: said }], structuredContent, ...(result.subtype !== 'success' && { isError: true }) };
    } finally {
      unwatch();
      await conversation.close();
    }
  } catch (error) {
    return failed(error);
  }
}
