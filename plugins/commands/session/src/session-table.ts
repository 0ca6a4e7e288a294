import { homedir } from 'node:os';
import { costText, formatOf, type SessionFacts, sanitizeLine, type Translate } from '@ock/kernel';
import { table } from '@ock/kernel/command';
import type { Session } from '@ock/schemas';

/** columns that a title gets at least, however narrow the terminal */
const MIN_TITLE = 20;
const WIDE = /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Extended_Pictographic}|[\uff01-\uff60]/u;

export interface TableOptions {
  folders: boolean;
  /** width of the terminal; undefined (a file, a pipe): titles stay whole */
  columns: number | undefined;
  /** by id: then status, size and cost are shown, too */
  facts?: ReadonlyMap<string, SessionFacts>;
}

/** Sessions as lines: id, last change, what there is to know, folder when several are shown, title. */
export function sessionTable(sessions: readonly Session[], t: Translate, options: TableOptions): string[] {
  const { facts } = options;
  const heads = ['id', 'changed', ...(facts ? ['status', 'size', 'cost'] : []), ...(options.folders ? ['folder'] : [])];
  const head = heads.map((key) => t(`command-session.${key}`));
  const rows = sessions.map((session) => [
    session.id,
    formatOf(t).ago(session.updated_at),
    ...(facts ? factCells(session, facts.get(session.id), t) : []),
    ...(options.folders ? [underHome(session.directory)] : []),
  ]);
  // padded by an empty last cell, so that what is left for the title is known
  const lines = table([head, ...rows].map((row) => [...row, '|']));
  const used = Math.max(...lines.map((line) => line.length - 1));
  const room = options.columns === undefined ? Number.POSITIVE_INFINITY : Math.max(MIN_TITLE, options.columns - used);
  const titles = [t('command-session.title'), ...sessions.map((session) => titleOf(session, t))];
  return lines.map((line, at) => `${line.slice(0, -1)}${cutToWidth(titles[at] ?? '', room)}`.trimEnd());
}

function factCells(session: Session, facts: SessionFacts | undefined, t: Translate): string[] {
  const status = session.archived_at === undefined ? (facts?.status ?? 'idle') : 'archived';
  return [t(`command-session.is_${status}`), formatOf(t).bytes(facts?.bytes ?? 0), costText(session.cost_usd, session.cost_known, t)];
}

/** That of a sub-agent's session is marked. */
function titleOf({ title, parent_id }: Session, t: Translate): string {
  return `${parent_id === undefined ? '' : '↳ '}${sanitizeLine(title) || t('command-session.untitled')}`;
}

/** Cut to the columns it takes on a terminal; wide characters take two. */
export function cutToWidth(text: string, columns: number): string {
  let width = 0;
  let kept = '';
  for (const char of text) {
    width += WIDE.test(char) ? 2 : 1;
    if (width > columns) return `${trimTo(kept, columns - 1)}…`;
    kept += char;
  }
  return text;
}

function trimTo(text: string, columns: number): string {
  const chars = [...text];
  let width = chars.reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);
  while (width > columns && chars.length > 0) width -= WIDE.test(chars.pop() ?? '') ? 2 : 1;
  return chars.join('');
}

function underHome(path: string): string {
  const home = homedir();
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
