import { sanitizeLine, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { lineText, wrapLine } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';

const INDENT = '  ';

/** That a call was refused and why, and where nobody could be asked, how it is allowed beforehand. */
export function deniedLines(
  { tool, reason, told = reason, by }: Extract<Event, { type: 'permission_denied' }>,
  { theme, t, width }: { theme: Theme; t: Translate; width(): number },
): string[] {
  const rows = (text: string) => wrapLine([{ text }], width() - INDENT.length - 1).map((row) => INDENT + lineText(row));
  const denied = rows(t('frontend-repl.denied', { tool: sanitizeLine(tool), reason: sanitizeLine(told) }));
  const nobody = by === 'headless' ? rows(t('frontend-repl.nobody')) : [];
  return [...denied.map((line) => theme.paint('warning', line)), ...nobody.map((line) => theme.paint('dim', line))];
}
