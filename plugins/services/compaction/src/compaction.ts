import type { CompactionPlan, CompactionService, CompactionTask } from '@ock/kernel';
import { isCounted, isLargeResult } from '@ock/kernel';
import type { Message } from '@ock/schemas';
import { digest } from './digest.ts';
import { keptFacts } from './kept-facts.ts';
import { startOfTail } from './tail.ts';
import { transcript } from './transcript.ts';

/** tokens of a summary */
const MAX_SUMMARY = 4_000;
/** characters that one token stands for at least, code and other scripts included */
const CHARS_PER_TOKEN = 2.5;
/** part of what the summing model can read that the transcript may fill */
const READ_SHARE = 0.7;

/** @param prompt of the agent that writes summaries; read when one is needed */
export function createCompaction(prompt: () => string): CompactionService {
  return {
    async plan(task, signal) {
      const start = startOfTail(task);
      const cleared = task.isForced ? undefined : clearing(task, start);
      return cleared ?? (await summary(task, start, prompt(), signal));
    },
  };
}

/** Old results, where taking them out is worth it. */
function clearing({ view, tokens, worthTokens }: CompactionTask, start: number): CompactionPlan | undefined {
  let saved = 0;
  let dropped = 0;
  for (const message of view.slice(0, start)) {
    const large = message.parts.filter(isLargeResult);
    if (large.length === 0) continue;
    dropped += large.length;
    saved += tokens({ ...message, parts: large });
  }
  return dropped === 0 || saved < worthTokens ? undefined : { kind: 'clear', spares: counted(view.slice(start)), dropped };
}

async function summary(task: CompactionTask, start: number, prompt: string, signal: AbortSignal): Promise<CompactionPlan | undefined> {
  const { view, focus, ask, readTokens } = task;
  const old = view.slice(0, start);
  const dropped = counted(old);
  if (dropped === 0) return undefined;
  const spares = counted(view.slice(start));
  const facts = keptFacts(old, task.session);
  let written: { text: string; model: string } | undefined;
  let error: Error | undefined;
  if (ask) {
    const room = Math.floor((readTokens - MAX_SUMMARY) * READ_SHARE * CHARS_PER_TOKEN);
    const wish = focus ? `\n\nThe person wants this kept above all: ${focus}` : '';
    try {
      written = await ask(prompt, `<transcript>\n${transcript(old, room)}\n</transcript>${wish}`, MAX_SUMMARY);
    } catch (cause) {
      signal.throwIfAborted();
      error = cause instanceof Error ? cause : new Error(String(cause));
    }
  }
  const body = written?.text.trim() ?? digest(old, focus);
  const text = `<session_summary>\nThe older part of this session is no longer shown; these notes stand for it.\n\n${body}\n</session_summary>\n${facts}\nGo on with the work where it stands. Read files again before you change them.`;
  return { kind: 'summary', text, spares, dropped, ...(written && { model: written.model }), ...(error && { error }) };
}

function counted(messages: readonly Message[]): number {
  return messages.filter(isCounted).length;
}
