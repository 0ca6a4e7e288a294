/** Final bytes of `CSI 1 ; mods X` and `SS3 X`. */
export const LETTER_KEYS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'begin',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

/** Numbers of `CSI n ; mods ~`. */
export const NUMBER_KEYS: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/** Code points of keys that type nothing, as `CSI code u` names them; the keypad's stand in the private use area. */
const CODE_KEYS: Readonly<Record<number, string>> = {
  9: 'tab',
  13: 'enter',
  27: 'escape',
  32: 'space',
  127: 'backspace',
  57414: 'enter',
  57417: 'left',
  57418: 'right',
  57419: 'up',
  57420: 'down',
  57421: 'pageup',
  57422: 'pagedown',
  57423: 'home',
  57424: 'end',
  57425: 'insert',
  57426: 'delete',
};
/** functional keys of the Kitty protocol: none of them types anything */
const PRIVATE_FIRST = 57344;
const PRIVATE_LAST = 63743;

/** A key by its code point. Undefined: a key that means nothing here, such as a modifier alone. */
export function codeKey(code: number): string | undefined {
  const named = CODE_KEYS[code];
  if (named) return named;
  if (code >= 57399 && code <= 57408) return String(code - 57399);
  if (code < 32 || (code >= PRIVATE_FIRST && code <= PRIVATE_LAST) || code > 0x10ffff) return undefined;
  return String.fromCodePoint(code).toLowerCase();
}

/** The name with its modifiers in front. @param mods bits: shift 1, alt 2, ctrl 4, super 8; others do not count */
export function withMods(key: string, mods: number): string {
  return `${mods & 4 ? 'ctrl+' : ''}${mods & 2 ? 'alt+' : ''}${mods & 1 ? 'shift+' : ''}${mods & 8 ? 'super+' : ''}${key}`;
}

/** The key behind a control character, as keyboards without a protocol send it. */
export function controlKey(code: number): string {
  if (code === 0) return 'ctrl+space';
  if (code === 9) return 'tab';
  if (code === 13) return 'enter';
  if (code === 27) return 'escape';
  if (code === 127) return 'backspace';
  if (code <= 26) return `ctrl+${String.fromCharCode(code + 96)}`;
  return `ctrl+${String.fromCharCode(code + 64).toLowerCase()}`;
}
