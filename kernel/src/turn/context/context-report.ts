import type { Message, Part } from '@ock/schemas';
import type { Conversation } from '../conversation.ts';
import { contextOf } from './compact.ts';
import { messageTokens } from './context-meter.ts';
import { estimateRequestTokens } from './estimate-tokens.ts';
import { systemPrompt } from './system-prompt.ts';

export interface ContextPart {
  key: 'system' | 'tools' | 'rules' | 'summary' | 'messages' | 'results';
  tokens: number;
}

/** What takes how many tokens of the context, by estimates that are calibrated on what the server counted. */
export interface ContextReport {
  parts: ContextPart[];
  used: number;
  /** tokens that the model can see; undefined: nobody knows */
  context?: number;
}

/** Looks at what the model would be sent now. */
export function contextReport(conversation: Conversation): ContextReport {
  const { view, model, meter } = conversation;
  const tools = conversation.tools().map(({ id, description = '', parameters = {} }) => ({ name: id, description, parameters }));
  const system = systemPrompt(
    conversation.agentInfo,
    tools.map(({ name }) => name),
  );
  meter.overhead(system, tools);
  const ratio = meter.ratio(model, view);
  const sums: Record<ContextPart['key'], number> = {
    system: estimateRequestTokens({ system, tools: [], messages: [] }),
    tools: estimateRequestTokens({ system: '', tools, messages: [] }),
    rules: 0,
    summary: 0,
    messages: 0,
    results: 0,
  };
  for (const message of view) for (const part of message.parts) sums[kindOf(message, part)] += messageTokens({ ...message, parts: [part] });
  const parts = Object.entries(sums).map(([key, tokens]) => ({ key: key as ContextPart['key'], tokens: Math.round(tokens * ratio) }));
  const context = contextOf(conversation, model);
  return { parts, used: parts.reduce((sum, { tokens }) => sum + tokens, 0), ...(context !== undefined && { context }) };
}

function kindOf({ compaction, parts }: Message, part: Part): ContextPart['key'] {
  if (part.type === 'tool_result') return 'results';
  if (compaction && part === parts.at(-1)) return 'summary';
  return part.type === 'text' && part.synthetic && /^<environment>/.test(part.text) ? 'rules' : 'messages';
}
