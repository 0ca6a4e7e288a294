import type { ModelContent, ModelMessage } from '../kinds/model.ts';

type Result = Extract<ModelContent, { type: 'tool_result' }>;

const LOST = '(interrupted: this call left no result)';

/**
 * The same messages with every tool call answered, as all APIs demand: a call without a result (a killed process) gets one that says so,
 * a result without its call is dropped, and the results stand right behind the calls, in their order.
 * @param lost what the model is told of a call without a result
 */
export function withAnsweredCalls(messages: readonly ModelMessage[], lost = LOST): ModelMessage[] {
  const answered: ModelMessage[] = [];
  messages.forEach((message, at) => {
    if (message.role === 'tool') return;
    if (message.content.length > 0) answered.push(message);
    const calls = message.role === 'assistant' ? message.content.filter((part) => part.type === 'tool_call') : [];
    if (calls.length === 0) return;
    const results = resultsAfter(messages, at);
    const content = calls.map(({ id, name }): Result => results.get(id) ?? { type: 'tool_result', id, name, text: lost, isError: true });
    answered.push({ role: 'tool', content });
  });
  return answered;
}

/** Ids are unique within one answer only, so that results are looked for up to the next one. */
function resultsAfter(messages: readonly ModelMessage[], at: number): Map<string, Result> {
  const results = new Map<string, Result>();
  for (let i = at + 1; i < messages.length && messages[i]?.role !== 'assistant'; i++) {
    for (const part of messages[i]?.content ?? []) if (part.type === 'tool_result') results.set(part.id, part);
  }
  return results;
}
