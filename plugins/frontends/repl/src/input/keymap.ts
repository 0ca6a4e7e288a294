import type { Translate } from '@ock/kernel';
import type { EditAction } from './editor.ts';
import { readKeys } from './read-keys.ts';

/** What a key does beside editing. */
export type UiAction =
  | 'submit'
  | 'submit-other'
  | 'interrupt'
  | 'cancel'
  | 'quit'
  | 'quit-or-delete'
  | 'clear-screen'
  | 'help'
  | 'palette'
  | 'new'
  | 'save'
  | 'next-agent'
  | 'next-mode'
  | 'expand'
  | 'todos'
  | 'editor'
  | 'search'
  | 'up'
  | 'down'
  | 'complete'
  | 'paste-image'
  | 'suspend';

export type Action = UiAction | EditAction;

/** Keys of every action; several keys one after another stand with a blank between them. */
export const DEFAULT_KEYS: Readonly<Record<Action, readonly string[]>> = {
  submit: ['enter'],
  'submit-other': ['ctrl+enter'],
  newline: ['shift+enter', 'alt+enter', 'ctrl+j'],
  interrupt: ['ctrl+c'],
  cancel: ['escape'],
  quit: ['ctrl+q'],
  'quit-or-delete': ['ctrl+d'],
  'clear-screen': ['ctrl+l'],
  help: ['ctrl+h', 'f1'],
  palette: ['ctrl+p'],
  new: ['ctrl+n'],
  save: ['ctrl+s'],
  complete: ['tab'],
  'next-agent': ['f2'],
  'next-mode': ['shift+tab'],
  expand: ['ctrl+o'],
  todos: ['ctrl+t'],
  editor: ['ctrl+g', 'ctrl+x ctrl+e'],
  search: ['ctrl+r'],
  up: ['up'],
  down: ['down'],
  'paste-image': ['ctrl+v'],
  suspend: ['ctrl+z'],
  left: ['left', 'ctrl+b'],
  right: ['right', 'ctrl+f'],
  'word-left': ['alt+b', 'alt+left', 'ctrl+left'],
  'word-right': ['alt+f', 'alt+right', 'ctrl+right'],
  'line-start': ['home', 'ctrl+a'],
  'line-end': ['end', 'ctrl+e'],
  'text-start': ['ctrl+home', 'alt+<'],
  'text-end': ['ctrl+end', 'alt+>'],
  backspace: ['backspace', 'shift+backspace'],
  delete: ['delete'],
  'kill-line': ['ctrl+k'],
  'kill-to-start': ['ctrl+u'],
  'kill-word': ['alt+d', 'ctrl+delete', 'alt+delete'],
  'kill-word-back': ['alt+backspace', 'ctrl+backspace'],
  'kill-to-blank': ['ctrl+w'],
  yank: ['ctrl+y'],
  'yank-next': ['alt+y'],
  transpose: [],
  undo: ['ctrl+_', 'ctrl+-', 'ctrl+/', 'super+z'],
  redo: ['alt+_', 'alt+-', 'shift+super+z'],
};

export interface KeyProblem {
  kind: 'unknown' | 'bad' | 'taken' | 'lost' | 'hidden';
  /** what was named */
  action: string;
  key?: string;
  /** the action that has the key, or lost its last one; keys that begin with this one */
  other?: string;
}

/** Keys → actions, with what a person changed about them. */
export class Keymap {
  readonly problems: KeyProblem[] = [];
  readonly #byKey = new Map<string, Action>();
  readonly #keys: Record<string, string[]> = {};
  /** the first keys of longer ones */
  readonly #beginnings = new Set<string>();

  /** @param changes action → key, keys, or `false` for none; a key that a change names is taken from the action that has it by default */
  constructor(changes: Readonly<Record<string, string | readonly string[] | false>> = {}) {
    const chosen = new Map<string, string>();
    for (const [action, keys] of Object.entries(changes)) {
      if (!(action in DEFAULT_KEYS)) {
        this.problems.push({ kind: 'unknown', action });
        continue;
      }
      this.#keys[action] = [];
      for (const written of keys === false ? [] : [keys].flat()) {
        const key = readKeys(written);
        if (key === undefined) {
          this.problems.push({ kind: 'bad', action, key: written });
          continue;
        }
        const other = chosen.get(key);
        if (other !== undefined) this.problems.push({ kind: 'taken', action, key, other });
        else {
          chosen.set(key, action);
          this.#keys[action]?.push(key);
        }
      }
    }
    for (const [action, keys] of Object.entries(DEFAULT_KEYS)) {
      if (action in changes) continue;
      const left = keys.filter((key) => !chosen.has(key));
      this.#keys[action] = left;
      if (left.length === 0 && keys.length > 0) {
        const key = keys[0] as string;
        this.problems.push({ kind: 'lost', action: chosen.get(key) as string, key, other: action });
      }
    }
    for (const [action, keys] of Object.entries(this.#keys))
      for (const key of keys) {
        this.#byKey.set(key, action as Action);
        const parts = key.split(' ');
        if (parts.length > 1) this.#beginnings.add(parts[0] as string);
      }
    for (const [keys] of this.#byKey) {
      const [first = '', ...rest] = keys.split(' ');
      const action = rest.length > 0 ? this.#byKey.get(first) : undefined;
      if (action) this.problems.push({ kind: 'hidden', action, key: first, other: keys });
    }
  }

  action(key: string): Action | undefined {
    return this.#byKey.get(key);
  }

  /** Further keys may follow this one. */
  begins(key: string): boolean {
    return this.#beginnings.has(key);
  }

  /** Keys of an action, as they are named. */
  keys(action: Action): readonly string[] {
    return this.#keys[action] ?? [];
  }
}

/** Keys that have a name of their own in many languages; all others are called what stands on them. */
const NAMED = ['ctrl', 'shift', 'enter', 'escape', 'space', 'backspace', 'delete'];

/** A key as people write it: `Ctrl-X Ctrl-E`. */
export function keyLabel(keys: string, t: Translate): string {
  return keys
    .split(' ')
    .map((key) =>
      key
        .replace(/\+$/, '+plus')
        .split('+')
        .map((part) => (part === 'plus' ? '+' : NAMED.includes(part) ? t(`frontend-repl.keyname_${part}`) : capital(part)))
        .join('-'),
    )
    .join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
