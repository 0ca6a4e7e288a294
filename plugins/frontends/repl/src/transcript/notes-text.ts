import { formatOf, sanitizeLine, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** @param shown something of the answer that is void stands there already */
export function retryText({ attempt, max_attempts, delay_ms, reason }: Of<'retry'>, shown: boolean, t: Translate): string {
  const args = { attempt, max: max_attempts, delay: formatOf(t).duration(delay_ms), reason: sanitizeLine(reason) };
  return t(shown ? 'frontend-repl.retry_void' : 'frontend-repl.retry', args);
}

/** @param shown something of the answer that is void stands there already */
export function fallbackText({ from, to, reason }: Of<'fallback'>, shown: boolean, t: Translate): string {
  const args = { from: sanitizeLine(from), to: sanitizeLine(to), reason: sanitizeLine(reason) };
  return t(shown ? 'frontend-repl.fallback_void' : 'frontend-repl.fallback', args);
}

export function compactionText(before: number, after: number, t: Translate): string {
  const { compact } = formatOf(t);
  return t('frontend-repl.compaction', { before: compact(before), after: compact(after) });
}
