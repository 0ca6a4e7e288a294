/** characters that may wait for the rest of an escape sequence; a longer one is shown as text */
const MAX_PENDING = 256;

/** CSI, then OSC/DCS/APC/PM/SOS strings with their terminator, then the two-character escapes. The 8-bit forms count too. */
const SEQUENCE =
  /(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)|\x1b[ -/]{0,4}[0-Z\\`-~]/g;
/** The beginning of a sequence at the end of a piece, of a surrogate pair, of what is joined, or of CR LF. */
const UNFINISHED =
  /(?:(?:\x1b\[|\x9b)[0-?]*[ -/]*|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*\x1b?|\x1b[ -/]*|[\u200c\u200d]?[\ud800-\udbff]|[\u200c\u200d]|\r)$/;
/** Controls but tab and newline; marks that reorder or hide text; tags; fillers that look like nothing. */
const HIDDEN =
  /[\0-\x08\x0b-\x1f\x7f-\x9f]|[\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180e|\u180f|[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Joiners are letters' and emoji's own; anywhere else they hide. */
const STRAY_JOINER =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;
/** One variation selector belongs to the sign before it; further ones carry hidden data. */
const STRAY_SELECTOR = /(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]+/g;
/** At the end of a piece: joiners and selectors may follow it. */
const JOINABLE = /[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u;
const LINE_ENDS = /\r\n?|[\u2028\u2029]/g;

/**
 * Text of a model or a tool as it may reach a terminal: escape sequences are gone, other controls and invisible or reordering characters show as
 * `⟨U+202E⟩`, every line end is LF. Tabs stay.
 */
export function sanitize(text: string): string {
  return cleaned(text, name);
}

/** The same for text that only a model reads, where such characters are noise or a trap: they are gone without a trace. */
export function withoutHidden(text: string): string {
  return cleaned(text, () => '');
}

function cleaned(text: string, shown: (characters: string) => string): string {
  if (/^[\t\n\x20-\x7e]*$/.test(text)) return text;
  return text
    .replace(SEQUENCE, '')
    .replace(LINE_ENDS, '\n')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(STRAY_SELECTOR, shown)
    .replace(STRAY_JOINER, shown)
    .replace(HIDDEN, shown);
}

/** The same on one line: line ends and tabs become blanks. */
export function sanitizeLine(text: string): string {
  return sanitize(text)
    .replace(/[\n\t]+/g, ' ')
    .trim();
}

/**
 * Text that a person decides about: nothing of it is missing. Escape sequences too are shown, character by character, and every line end that is no
 * LF; LF and tab stay.
 */
export function reveal(text: string): string {
  if (/^[\t\n\x20-\x7e]*$/.test(text)) return text;
  return text
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(/[\r\u2028\u2029]/g, name)
    .replace(STRAY_SELECTOR, name)
    .replace(STRAY_JOINER, name)
    .replace(HIDDEN, name);
}

/** JSON that says the same with such characters as escapes. */
export function escapeHidden(json: string): string {
  const escaped = (characters: string) => characters.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return json
    .replace(/[\u2028\u2029]/g, escaped)
    .replace(STRAY_SELECTOR, escaped)
    .replace(STRAY_JOINER, escaped)
    .replace(HIDDEN, escaped);
}

/** The same on one line: line ends and tabs are shown by name. */
export function revealLine(text: string): string {
  return reveal(text).replace(/[\n\t]/g, name);
}

function name(characters: string): string {
  return [...characters].map((character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`).join('');
}

/** Sanitizes text that arrives in pieces: what a piece leaves unfinished waits for the next one, and what may stand only behind a certain character knows it. */
export class StreamSanitizer {
  readonly #keepsReturns: boolean;
  #pending = '';
  /** the last character that was handed out, where it is one that others may join */
  #last = '';

  /** @param keepsReturns a carriage return that ends no line stays, for whoever shows what it does */
  constructor(keepsReturns = false) {
    this.#keepsReturns = keepsReturns;
  }

  push(piece: string): string {
    const text = this.#pending + piece;
    const at = text.search(UNFINISHED);
    const wait = at >= 0 && text.length - at <= MAX_PENDING;
    this.#pending = wait ? text.slice(at) : '';
    return this.#clean(wait ? text.slice(0, at) : text);
  }

  /** What still waits, made harmless. */
  end(): string {
    const rest = this.#pending;
    this.#pending = '';
    const clean = this.#clean(rest);
    this.#last = '';
    return clean;
  }

  #clean(text: string): string {
    if (text === '') return '';
    const before = this.#last;
    const clean = this.#keepsReturns
      ? (before + text)
          .split(/\r(?!\n)/)
          .map(sanitize)
          .join('\r')
      : sanitize(before + text);
    const last = JOINABLE.exec(text)?.[0] ?? '';
    this.#last = sanitize(last) === last ? last : '';
    return clean.slice(before.length);
  }
}
