import type { Kernel } from '@ock/kernel';
import { type Colors, readColors } from './theme.ts';

/** The theme that configuration asks for. */
export interface ChosenTheme {
  id: string;
  /** absent: the terminal must be asked first whether it is light or dark */
  colors?: Colors;
  /** keys of `[ui.theme]` that are no role, or have no colour */
  problems: string[];
}

/** `[ui] theme = "nord"`, or a table `[ui.theme]` of roles with an optional `base`. Without either: `auto`. */
export function chooseTheme(kernel: Kernel, background?: 'dark' | 'light'): ChosenTheme {
  const setting = (kernel.config.config.ui as { theme?: unknown } | undefined)?.theme;
  const table = typeof setting === 'object' && setting !== null ? (setting as Record<string, unknown>) : {};
  const wanted = typeof setting === 'string' ? setting : typeof table.base === 'string' ? table.base : 'auto';
  const problems: string[] = [];
  const own = readColors(table, (key) => problems.push(key));
  const found = kernel.find('theme', wanted)?.contribution;
  if (!found && wanted !== 'auto') problems.push(wanted);
  const id = found && found.id !== 'auto' ? found.id : 'auto';
  if (id !== 'auto') return { id, colors: { ...found?.colors, ...own }, problems };
  if (background === undefined) return { id, problems, ...(Object.keys(own).length > 0 && { colors: own }) };
  const fitting = kernel.find('theme', background)?.contribution;
  return { id, colors: { ...fitting?.colors, ...own }, problems };
}

/** Colours of a theme by its id; `auto`: those for the background, if that is known. Undefined: there is none of that name. */
export function namedTheme(kernel: Kernel, id: string, background?: 'dark' | 'light'): Colors | undefined {
  const theme = kernel.find('theme', id)?.contribution;
  if (id !== 'auto') return theme?.colors;
  return background === undefined ? {} : kernel.find('theme', background)?.contribution.colors;
}

/** Whether a background with these channels (0 to 1) is a dark one, as the eye weighs them. */
export function isDark({ red, green, blue }: { red: number; green: number; blue: number }): boolean {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5;
}
