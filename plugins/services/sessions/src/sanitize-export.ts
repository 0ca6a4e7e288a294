import { homedir, hostname, userInfo } from 'node:os';
import type { Part, SessionExport } from '@ock/schemas';

/** Accounts and hosts by which nobody is told from others; as words they stand in ordinary text. */
const NAMELESS = new Set([
  'root',
  'user',
  'users',
  'admin',
  'administrator',
  'ubuntu',
  'debian',
  'node',
  'runner',
  'docker',
  'app',
  'dev',
  'test',
  'nobody',
  'localhost',
  'localdomain',
  'host',
  'home',
]);
/** shorter names are parts of ordinary words and code */
const MIN_NAME = 3;
const HOMES = /((?:\/home|\/Users|\/export\/home|[A-Za-z]:(?:\\{1,4}|\/)Users)(?:\\{1,4}|\/))([^\s\\/:"'`<>|?*,;()[\]{}]{1,64})/g;
/** Every repetition is bounded, so that no text makes the match slow. */
const EMAIL = /(?<![\w.+-])[\w.+%-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g;
/** what e-mail programs and git use where there is no address */
const NO_ADDRESS = /@(?:example\.(?:com|org|net)|[^@]*\.example|users\.noreply\.github\.com)$/i;

/** A name that says that its value is a secret, whatever that looks like. Counts of tokens are none. */
const TELLING =
  /(?:password|passwd|passphrase|secret|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization|(?<!max[_-])token)$/i;
/** `DB_PASSWORD=…` as in shells and `.env` files; `$…` and `<…>` stand for a value */
const VARIABLE =
  /\b([A-Z][A-Z0-9_]{0,60}(?<=PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY)=)(["']?)([^\s"'`$<][^\s"'`]{2,500})/g;
const REDACTED = '[redacted]';

/** What tells whose machine it was. */
export interface Whereabouts {
  home: string;
  user: string;
  host: string;
}

export function whereabouts(): Whereabouts {
  return { home: homedir(), user: userInfo().username, host: hostname() };
}

/**
 * Takes out what tells of the person and the machine, everywhere, names of keys included. Ids stay, so that calls and results still belong together. What nobody
 * can look through goes altogether: contents of attached files, and what providers want back as they gave it.
 */
export function sanitizeExport(data: SessionExport, who: Whereabouts = whereabouts()): SessionExport {
  const clean = sanitizer(who);
  const { session, messages } = data;
  return {
    ...data,
    session: { ...deep(session, clean), id: session.id },
    messages: messages.map((message) => ({
      ...deep({ ...message, parts: [] }, clean),
      parts: message.parts.map((part) => deep(withoutOpaque(part), clean)),
    })),
  };
}

/** @returns the function that takes it out of one text */
export function sanitizer({ home, user, host }: Whereabouts): (text: string) => string {
  const [machine = ''] = host.split('.');
  const replacements: [RegExp, string][] = [];
  if (home.length > 1 && home !== '/root') replacements.push([new RegExp(pathPattern(home), 'gi'), '~']);
  for (const name of new Set([host, machine])) if (tells(name)) replacements.push([word(name), 'host']);
  if (tells(user)) replacements.push([word(user), 'user']);
  return (text) => {
    let clean = text.replace(EMAIL, (address) => (NO_ADDRESS.test(address) ? address : 'name@example.com'));
    for (const [pattern, by] of replacements) clean = clean.replace(pattern, by);
    clean = clean.replace(VARIABLE, `$1$2${REDACTED}`);
    return clean.replace(HOMES, (_all, folder: string) => `${folder}user`);
  };
}

/** In any spelling of its separators: JSON doubles backslashes, addresses have `%20` for blanks, folders of caches have dashes. */
function pathPattern(path: string): string {
  const parts = path.split(/[\\/]/).map((part) => part.split(' ').map(escaped).join('(?: |%20)'));
  return `${parts.join(String.raw`(?:\\{1,4}|/|%2F)`)}(?![\\w.-]*\\w)`;
}

function tells(name: string): boolean {
  return name.length >= MIN_NAME && !NAMELESS.has(name.toLowerCase());
}

/** As a word of its own, or between dashes and underscores. */
function word(name: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function withoutOpaque(part: Part): Part {
  switch (part.type) {
    case 'file':
      return { ...part, data: '' };
    case 'reasoning': {
      const { signature: _signature, opaque: _opaque, ...rest } = part;
      return rest;
    }
    case 'tool_result': {
      const { attachments, ...rest } = part;
      return attachments ? { ...rest, attachments: attachments.map((file) => ({ ...file, data: '' })) } : rest;
    }
    default:
      return part;
  }
}

function deep<T>(value: T, clean: (text: string) => string): T {
  if (typeof value === 'string') return clean(value) as T;
  if (Array.isArray(value)) return value.map((item) => deep(item, clean)) as T;
  if (value === null || typeof value !== 'object') return value;
  const hidden = (key: string, inner: unknown) => typeof inner === 'string' && inner !== '' && TELLING.test(key);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [clean(key), hidden(key, inner) ? REDACTED : deep(inner, clean)]),
  ) as T;
}
