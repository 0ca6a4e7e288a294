/** `#rrggbb`, a number of the 256-colour palette, or a name of the terminal's own 16 colours (`red`, `brightBlack`, `default`). */
export type ThemeColor = string | number;

/** What is coloured. A front end falls back to the terminal's own colours for what a theme leaves out. */
export type ThemeRole =
  | 'text'
  | 'dim'
  | 'accent'
  | 'success'
  | 'warning'
  | 'error'
  | 'added'
  | 'removed'
  | 'addedWord'
  | 'removedWord'
  | 'heading'
  | 'link'
  | 'code'
  | 'quote'
  | 'border'
  | 'prompt'
  | 'keyword'
  | 'string'
  | 'number'
  | 'comment'
  | 'function'
  | 'type';

/** A theme is data. */
export interface ThemeContribution {
  id: string;
  /** its own name for itself */
  name: string;
  /** the background it is made for; `auto` themes use the terminal's own colours and fit both */
  background: 'dark' | 'light' | 'auto';
  colors: Partial<Record<ThemeRole, ThemeColor>>;
}
