import { formatOf, sanitizeLine, type Translate } from '@ock/kernel';
import { cut } from '../call-text.ts';
import type { Theme } from '../theme/theme.ts';
import { endOf, secondsSince } from './since.ts';

/** That the model thinks, for how long, and what it thinks just now. */
export function reasoningLine(
  { since, text }: { since: number; text: string },
  spinner: string,
  { theme, t, width }: { theme: Theme; t: Translate; width(): number },
): string {
  const last = sanitizeLine(text.slice(-400)).slice(-300);
  const head = `${spinner} ${t('frontend-repl.thinking')} ${formatOf(t).duration(secondsSince(since))} `;
  return theme.paint('dim', cut(head + endOf(last, Math.max(10, width() - head.length - 3)), width() - 1));
}
