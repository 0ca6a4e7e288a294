import type { InputEvent } from './input-event.ts';
import { codeKey, controlKey, LETTER_KEYS, NUMBER_KEYS, withMods } from './key-names.ts';
import { cleanPaste, endOfPaste, MAX_PASTE, PASTE_END, PASTE_START } from './paste-text.ts';

/** characters an unfinished sequence may have; what is longer is none */
const MAX_SEQUENCE = 4_096;
/** nobody types as many characters at once: a terminal without marked pastes sends one */
const UNMARKED_PASTE = 64;

const CSI = /^\x1b\[([0-?]*)([ -/]*)([@-~])/;
const SS3 = /^\x1bO([0-9;]*)([@-~])/;
/** OSC, DCS, APC, PM and SOS strings with their terminator */
const STRING = /^\x1b([\]P_^X])([^\0-\x1f]*)(?:\x07|\x1b\\)/;
/** such a string without an end, whose place a key took: an answer that was garbled */
const BROKEN_STRING = /^\x1b[\]P_^X][^\0-\x1f]{2,}(?=[\0-\x1f])/;
/** the beginning of one of these at the end of a piece */
const UNFINISHED = /^\x1b(?:\[[0-?]*[ -/]*|O[0-9;]*|[\]P_^X][^\0-\x1f]*\x1b?|\x1b(?:\[[0-?]*|O)?)?$/;
/** what may as well be a key that was pressed: Escape, or Alt with the character that begins such a string */
const MAYBE_KEY = /^\x1b[\]P_^X\x1b]?$/;

/**
 * Turns what a terminal sends into keys, pastes and answers: legacy sequences, xterm's modifyOtherKeys, the Kitty protocol, bracketed paste. Pieces
 * may end anywhere, inside a sequence too; a lone escape stays pending until `flush`, which is called when nothing more came for a moment.
 */
export class KeyDecoder {
  #rest = '';
  #paste: string | undefined;
  /** the paste was longer than is kept */
  #isCut = false;

  /** Something waits for its end: the Escape key, or a sequence that was cut. */
  get pending(): boolean {
    return this.#rest !== '';
  }

  /** What waits may be a key by itself; else it can only be part of a sequence. */
  get maybeKey(): boolean {
    return this.#paste === undefined && MAYBE_KEY.test(this.#rest);
  }

  push(chunk: string): InputEvent[] {
    const events: InputEvent[] = [];
    let text = this.#rest + chunk;
    this.#rest = '';
    if (this.#paste === undefined && text.length > UNMARKED_PASTE && !text.includes('\x1b') && /[\r\n]./s.test(text))
      return [{ type: 'paste', text: cleanPaste(text) }];
    while (text !== '') {
      const used = this.#paste === undefined ? this.#one(text, events) : this.#pasted(text, events);
      if (used === 0) {
        this.#rest = text;
        break;
      }
      text = text.slice(used);
    }
    return events;
  }

  /** What waits is all there was: a lone escape is the key. */
  flush(): InputEvent[] {
    // a paste ends with its mark, however slowly that comes
    if (this.#paste !== undefined) return [];
    const rest = this.#rest;
    this.#rest = '';
    if (rest === '\x1b') return [{ type: 'key', key: 'escape' }];
    if (rest === '\x1b\x1b')
      return [
        { type: 'key', key: 'escape' },
        { type: 'key', key: 'escape' },
      ];
    // Alt with the character that would begin a sequence
    return rest.length === 2 ? [{ type: 'key', key: `alt+${rest[1]?.toLowerCase()}` }] : [];
  }

  /** @returns how many characters were used; 0: more must come first */
  #one(text: string, events: InputEvent[]): number {
    const code = text.codePointAt(0) as number;
    if (code !== 27) return plain(code, events);
    if (text.startsWith(PASTE_START)) {
      this.#paste = '';
      return PASTE_START.length;
    }
    const csi = CSI.exec(text);
    if (csi) {
      const event = csiEvent(csi[1] ?? '', csi[2] ?? '', csi[3] as string);
      if (event) events.push(event);
      return csi[0].length;
    }
    const ss3 = SS3.exec(text);
    if (ss3) {
      const key = LETTER_KEYS[ss3[2] as string];
      if (key) events.push({ type: 'key', key: withMods(key, modsOf(ss3[1]?.split(';').at(-1))) });
      return ss3[0].length;
    }
    const string = STRING.exec(text);
    if (string) {
      const event = string[1] === ']' ? background(string[2] ?? '') : undefined;
      if (event) events.push(event);
      return string[0].length;
    }
    if (UNFINISHED.test(text) && text.length <= MAX_SEQUENCE) return 0;
    return BROKEN_STRING.exec(text)?.[0].length ?? alt(text, events);
  }

  #pasted(text: string, events: InputEvent[]): number {
    const at = endOfPaste(text);
    const upTo = at >= 0 ? at : text.length - partial(text, PASTE_END);
    if (upTo > 0) {
      const paste = this.#paste ?? '';
      const room = Math.max(0, MAX_PASTE - paste.length);
      this.#paste = paste + text.slice(0, Math.min(upTo, room));
      this.#isCut ||= upTo > room;
      return upTo;
    }
    if (at < 0) return 0;
    events.push({ type: 'paste', text: cleanPaste(this.#paste ?? ''), ...(this.#isCut && { cut: true }) });
    this.#paste = undefined;
    this.#isCut = false;
    return PASTE_END.length;
  }
}

function plain(code: number, events: InputEvent[]): number {
  if (code < 32 || code === 127) {
    events.push({ type: 'key', key: controlKey(code) });
    return 1;
  }
  const typed = String.fromCodePoint(code);
  if (code >= 0x80 && code < 0xa0) return typed.length;
  events.push({ type: 'key', key: typed === ' ' ? 'space' : typed, text: typed });
  return typed.length;
}

/** Escape before another key: that key with Alt. */
function alt(text: string, events: InputEvent[]): number {
  const code = text.codePointAt(1) as number;
  if (code === 27) {
    // a sequence of which terminals without modifiers make Alt by one more escape
    const inner = CSI.exec(text.slice(1)) ?? SS3.exec(text.slice(1));
    const event = inner && (inner[3] ? csiEvent(inner[1] ?? '', inner[2] ?? '', inner[3]) : undefined);
    if (inner && event?.type === 'key') events.push({ type: 'key', key: `alt+${event.key}` });
    if (!inner) events.push({ type: 'key', key: 'escape' });
    return inner ? 1 + inner[0].length : 1;
  }
  const typed = String.fromCodePoint(code);
  const key = code < 32 || code === 127 ? controlKey(code) : typed === ' ' ? 'space' : typed;
  if (key.startsWith('ctrl+')) events.push({ type: 'key', key: `ctrl+alt+${key.slice(5)}` });
  else if (/^[A-Z]$/.test(key)) events.push({ type: 'key', key: `alt+shift+${key.toLowerCase()}` });
  else events.push({ type: 'key', key: `alt+${key}` });
  return 1 + typed.length;
}

function csiEvent(params: string, between: string, final: string): InputEvent | undefined {
  if (between !== '') return undefined;
  if (params.startsWith('?')) return final === 'u' ? { type: 'kitty' } : undefined;
  if (/^[<=>]/.test(params)) return undefined;
  if (params === '' && (final === 'I' || final === 'O')) return { type: 'focus', focused: final === 'I' };
  const fields = params.split(';');
  if (final === 'u') return unicodeKey(fields);
  const [first = '', second = ''] = fields;
  if (second.split(':')[1] === '3') return undefined;
  const mods = modsOf(second);
  if (final === '~') {
    if (first === '27') return typedKey(Number(fields[2]), mods);
    const key = NUMBER_KEYS[Number(first)];
    return key ? { type: 'key', key: withMods(key, mods) } : undefined;
  }
  if (final === 'Z') return { type: 'key', key: withMods('tab', mods | 1) };
  // CSI R with two numbers is where the cursor stands, not F3
  if (final === 'R' && first !== '' && first !== '1') return undefined;
  const key = LETTER_KEYS[final];
  return key ? { type: 'key', key: withMods(key, mods) } : undefined;
}

/** `code:shifted:base ; mods:event ; text` of the Kitty protocol. */
function unicodeKey([codes = '', second = '', third = '']: string[]): InputEvent | undefined {
  const [code, shifted, base] = codes.split(':').map(Number);
  if (second.split(':')[1] === '3') return undefined;
  const mods = modsOf(second);
  const texts = third
    .split(':')
    .filter((number) => /^\d+$/.test(number))
    .map(Number)
    .filter((number) => number >= 32 && number <= 0x10ffff);
  if (texts.length > 0 && (mods & 14) === 0) {
    const text = String.fromCodePoint(...texts);
    return { type: 'key', key: text === ' ' ? 'space' : text, text };
  }
  // letters of other scripts act in shortcuts as the key they stand on
  const acting = mods & 14 && base ? base : (code ?? 0);
  return typedKey(acting, mods, mods & 1 && shifted ? shifted : undefined);
}

/** A key by its code point; without Ctrl, Alt and Super it types itself. */
function typedKey(code: number, mods: number, shifted?: number): InputEvent | undefined {
  const key = codeKey(code);
  if (key === undefined) return undefined;
  if (key === 'space' && (mods & 14) === 0) return { type: 'key', key, text: ' ' };
  const isCharacter = [...key].length === 1;
  if (!isCharacter || mods & 14) return { type: 'key', key: withMods(key, mods) };
  const text = shifted ? String.fromCodePoint(shifted) : mods & 1 ? String.fromCodePoint(code).toUpperCase() : String.fromCodePoint(code);
  return { type: 'key', key: text, text };
}

/** `mods` of a sequence is one more than its bits. */
function modsOf(field: string | undefined): number {
  const number = Number.parseInt(field ?? '', 10);
  return Number.isNaN(number) ? 0 : Math.max(0, number - 1);
}

/** `11;rgb:RRRR/GGGG/BBBB`, with one to four digits each. */
function background(body: string): InputEvent | undefined {
  const match = /^11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(body);
  if (!match) return undefined;
  const [red, green, blue] = [match[1], match[2], match[3]].map((hex = '0') => Number.parseInt(hex, 16) / (16 ** hex.length - 1));
  return { type: 'background', red: red as number, green: green as number, blue: blue as number };
}

/** How many characters at the end of `text` may be the beginning of the marker. */
function partial(text: string, marker: string): number {
  for (let n = Math.min(marker.length - 1, text.length); n > 0; n--) if (text.endsWith(marker.slice(0, n))) return n;
  return 0;
}
