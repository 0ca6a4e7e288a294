import type { CompactionTask } from '@ock/kernel';

/**
 * Where the part begins that stays word for word: at a prompt or at an answer, so that no call loses its result. It holds at most the last
 * `keepTurns` prompts and `keepTokens`; a prompt that nothing has answered yet always stays.
 */
export function startOfTail({ view, keepTokens, keepTurns, tokens }: CompactionTask): number {
  let start = view.length;
  let prompts = 0;
  let sum = 0;
  for (let at = view.length - 1; at >= 0; at--) {
    const message = view[at];
    if (!message || message.compaction?.kind === 'summary') break;
    sum += tokens(message);
    const isPrompt = message.role === 'user';
    if (isPrompt) prompts++;
    const isOpen = isPrompt && at === view.length - 1;
    if (!isOpen && (sum > keepTokens || prompts > keepTurns)) break;
    if (message.role !== 'tool') start = at;
    if (isPrompt && prompts >= keepTurns) break;
  }
  return start;
}
