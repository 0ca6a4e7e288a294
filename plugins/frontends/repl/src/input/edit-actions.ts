import type { EditAction } from './editor.ts';
import type { Action } from './keymap.ts';

const ALL: readonly EditAction[] = [
  'left',
  'right',
  'word-left',
  'word-right',
  'line-start',
  'line-end',
  'text-start',
  'text-end',
  'backspace',
  'delete',
  'kill-line',
  'kill-to-start',
  'kill-word',
  'kill-word-back',
  'kill-to-blank',
  'yank',
  'yank-next',
  'transpose',
  'newline',
  'undo',
  'redo',
];

/** Actions that change the text or move in it. */
export const EDIT_ACTIONS: ReadonlySet<Action> = new Set(ALL);
