import type { PermissionCategory, SlashThemes, Translate } from '@ock/kernel';
import type { Keymap } from '../input/keymap.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Terminal } from '../terminal.ts';
import type { Colors, Theme } from '../theme/theme.ts';

export interface InlineOptions {
  terminal: Terminal;
  theme: Theme;
  t: Translate;
  cwd: string;
  keymap: Keymap;
  notifier: Notifier;
  history: string[];
  /** what Enter does while the model works */
  enter: 'queue' | 'steer';
  /** the window's title is set */
  title: boolean;
  /** false: nothing moves but what was said */
  animate: boolean;
  permission(tool: string): PermissionCategory | undefined;
  agent(): string;
  themes: SlashThemes;
  /** colours for a background; absent: they are settled and the terminal is not asked */
  background?: (background: 'dark' | 'light') => Colors | undefined;
  /** where texts are edited in the person's own editor */
  editFile(): string;
}
