const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;

/** Colours, or nothing where there are none. */
export type Style = Record<keyof typeof CODES, (text: string) => string>;

export function createStyle(on: boolean): Style {
  const paints = Object.entries(CODES).map(([name, [open, close]]) => [
    name,
    (text: string) => (on && text !== '' ? `\x1b[${open}m${text}\x1b[${close}m` : text),
  ]);
  return Object.fromEntries(paints) as Style;
}
