import { sanitizeLine } from '@ock/kernel';
import type { Theme } from '../theme/theme.ts';

const MARKS: Readonly<Record<string, string>> = { pending: '☐', in_progress: '▸', completed: '☑', cancelled: '☒' };

/** What the model keeps as its list, a line each. */
export function todoLines(value: unknown, theme: Theme): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: { content?: unknown; status?: unknown }) => {
    if (typeof item?.content !== 'string') return [];
    const status = String(item.status);
    const line = `${MARKS[status] ?? '☐'} ${sanitizeLine(item.content)}`;
    if (status === 'in_progress') return [theme.paint('accent', line)];
    return [status === 'pending' ? line : theme.paint('dim', line)];
  });
}
