import { homedir } from 'node:os';
import { costText, type Format, type SessionFacts, sanitizeLine, type Translate } from '@ock/kernel';
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
  /** how amounts and times are written; needed with `facts` */
  format?: Format;
}

/** Sessions as lines: id, last change, what there is to know, folder when several are shown, title. */
export function sessionTable(sessions: readonly Session[], t: Translate, options: TableOptions): string[] {
  const { facts, format } = options;
  const heads = ['id', 'changed', ...(facts ? ['status', 'size', 'cost'] : []), ...(options.folders ? ['folder'] : [])];
  const head = heads.map((key) => t(`command-session.${key}`));
  const rows = sessions.map((session) => [
    session.id,
    format ? format.ago(session.updated_at) : localTime(session.updated_at),
    ...(facts && format ? factCells(session, facts.get(session.id), t, format) : []),
    ...(options.folders ? [underHome(session.directory)] : []),
  ]);
  // padded by an empty last cell, so that what is left for the title is known
  const lines = table([head, ...rows].map((row) => [...row, '|']));
  const used = Math.max(...lines.map((line) => line.length - 1));
  const room = options.columns === undefined ? Number.POSITIVE_INFINITY : Math.max(MIN_TITLE, options.columns - used);
  const titles = [t('command-session.title'), ...sessions.map((session) => titleOf(session, t))];
  return lines.map((line, at) => `${line.slice(0, -1)}${cutToWidth(titles[at] ?? '', room)}`.trimEnd());
}

function factCells(session: Session, facts: SessionFacts | undefined, t: Translate, format: Format): string[] {
  const status = session.archived_at === undefined ? (facts?.status ?? 'idle') : 'archived';
  return [
    t(`command-session.is_${status}`),
    sizeText(facts?.bytes ?? 0, t, format),
    costText(session.cost_usd, session.cost_known, t, format.dollars),
  ];
}

/** As people count: thousands of bytes, or millions. */
export function sizeText(bytes: number, t: Translate, format: Format): string {
  if (bytes < 1_000_000) return t('command-session.kb', { amount: format.number(Math.ceil(bytes / 1_000)) });
  return t('command-session.mb', { amount: format.number(bytes / 1_000_000, 1) });
}

/** That of a sub-agent's session is marked. */
function titleOf({ title, parent_id }: Session, t: Translate): string {
  return `${parent_id === undefined ? '' : '↳ '}${sanitizeLine(title) || t('command-session.untitled')}`;
}

/** `2026-02-23 12:07`, in the machine's time zone. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
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
