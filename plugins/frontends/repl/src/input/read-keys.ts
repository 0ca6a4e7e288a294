import { LETTER_KEYS, NUMBER_KEYS } from './key-names.ts';

const MODS: Readonly<Record<string, string>> = {
  ctrl: 'ctrl',
  control: 'ctrl',
  alt: 'alt',
  meta: 'alt',
  option: 'alt',
  shift: 'shift',
  super: 'super',
  cmd: 'super',
  win: 'super',
};
const ORDER = ['ctrl', 'alt', 'shift', 'super'];
const ALIASES: Readonly<Record<string, string>> = {
  plus: '+',
  minus: '-',
  return: 'enter',
  esc: 'escape',
  del: 'delete',
  ins: 'insert',
  pgup: 'pageup',
  pgdn: 'pagedown',
};
const NAMED = new Set(['enter', 'tab', 'escape', 'space', 'backspace', ...Object.values(LETTER_KEYS), ...Object.values(NUMBER_KEYS)]);

/**
 * Keys as people write them (`Ctrl-O`, `ctrl+x ctrl+e`, `cmd+k`) in our one spelling. Undefined: there is no such key, or it types something, which no
 * action may take away.
 */
export function readKeys(text: string): string | undefined {
  const keys = text.trim().toLowerCase().split(/\s+/).map(readKey);
  return keys.every((key) => key !== undefined) ? keys.join(' ') : undefined;
}

function readKey(text: string): string | undefined {
  const parts = text.split(/[+-](?=.)/);
  const written = parts.pop() ?? '';
  const name = ALIASES[written] ?? written;
  const mods = parts.map((part) => MODS[part]);
  if (mods.includes(undefined)) return undefined;
  const types = name === 'space' || [...name].length === 1;
  if (types ? !mods.some((mod) => mod !== 'shift') : !NAMED.has(name)) return undefined;
  return [...ORDER.filter((mod) => mods.includes(mod)), name].join('+');
}
