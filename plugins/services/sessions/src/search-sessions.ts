import { redact, type SearchHit, type SearchMatch, type SearchOptions, sanitizeLine } from '@ock/kernel';
import type { Message, Part, Session } from '@ock/schemas';
import type { SessionRows } from './session-rows.ts';
import { isUndone } from './undone.ts';

const DEFAULT_LIMIT = 20;
/** places of a session that are told */
const MAX_HITS = 3;
/** characters of a snippet before and after the first word */
const BEFORE = 40;
const AFTER = 100;
/** characters of a part that are looked through: an image in Base64 has no words */
const MAX_TEXT = 2 * 1024 * 1024;
/** sessions between two reports */
const REPORT_EVERY = 50;
/** sessions of which the store is asked at a time which are worth reading */
const BLOCK = 500;

/**
 * Reads sessions one after the other until enough have all the words in one place. No index is kept: the store says, block by block, which sessions
 * may have them, and what is read of those at a time is one batch, so that memory stays the same.
 * @param sessions in the order in which they are wanted
 */
export async function searchSessions(
  rows: SessionRows,
  sessions: readonly Session[],
  text: string,
  { limit = DEFAULT_LIMIT, signal, onProgress }: SearchOptions,
): Promise<SearchMatch[]> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches: SearchMatch[] = [];
  if (words.length === 0) return matches;
  let likely: ReadonlySet<string> = new Set();
  for (const [read, session] of sessions.entries()) {
    signal?.throwIfAborted();
    if (read % REPORT_EVERY === 0) onProgress?.(read, sessions.length);
    if (read % BLOCK === 0) {
      const block = sessions.slice(read, read + BLOCK).map(({ id }) => id);
      likely = await rows.mayHold(block, words);
    }
    if (!likely.has(session.id) && !hitIn(session.title, words)) continue;
    const hits = await hitsOf(rows, session, words);
    if (hits.length > 0) matches.push({ session, hits });
    if (matches.length >= limit) break;
  }
  onProgress?.(sessions.length, sessions.length);
  return matches;
}

async function hitsOf(rows: SessionRows, session: Session, words: readonly string[]): Promise<SearchHit[]> {
  const hits: SearchHit[] = [];
  const title = hitIn(session.title, words);
  if (title) hits.push({ kind: 'title', ...title });
  const found: { part: Part; messageId: string; place: Place }[] = [];
  await rows.scan<Part>('part', new Set([session.id]), (key, part) => {
    if (found.length + hits.length >= MAX_HITS) return;
    const messageId = key.split('/')[1] as string;
    if (isUndone(messageId, session.undone)) return;
    const place = hitIn(textOf(part), words);
    if (place) found.push({ part, messageId, place });
  });
  for (const { part, messageId, place } of found) {
    const message = await rows.message(session.id, messageId);
    // a part whose message was never finished belongs to nothing
    if (message) hits.push({ kind: kindOf(part, message.role), messageId, ...place });
  }
  return hits;
}

type Place = Pick<SearchHit, 'snippet' | 'at' | 'length'>;

function textOf(part: Part): string {
  switch (part.type) {
    case 'text':
      return part.synthetic ? '' : part.text;
    case 'tool_call':
      return strings(part.input).join('\n');
    case 'tool_result':
      return part.output;
    case 'file':
      return part.name ?? '';
    case 'reasoning':
      return '';
  }
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

function kindOf(part: Part, role: Message['role']): SearchHit['kind'] {
  if (part.type === 'tool_call') return 'call';
  if (part.type === 'tool_result') return 'result';
  return role === 'user' ? 'prompt' : 'answer';
}

function hitIn(text: string, words: readonly string[]): Place | undefined {
  const lower = text.slice(0, MAX_TEXT).toLowerCase();
  if (!words.every((word) => lower.includes(word))) return undefined;
  const [first = ''] = words;
  const at = lower.indexOf(first);
  const before = cleaned(text.slice(Math.max(0, at - BEFORE), at).trimStart());
  const word = cleaned(text.slice(at, at + first.length));
  const after = cleaned(text.slice(at + first.length, at + first.length + AFTER).trimEnd());
  const snippet = redact(`${before}${word}${after}`);
  const place = snippet.toLowerCase().indexOf(first);
  return { snippet, at: Math.max(0, place), length: place < 0 ? 0 : word.length };
}

/** On one line; blanks at its ends stay, as they part words. */
function cleaned(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const [start, end] = [line.startsWith(' ') ? ' ' : '', line.endsWith(' ') && line.length > 1 ? ' ' : ''];
  return `${start}${sanitizeLine(line)}${end}`;
}
