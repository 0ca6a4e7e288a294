/** How many colours a terminal shows: none, its own 16, 256, or all. */
export type ColorDepth = 0 | 4 | 8 | 24;

/**
 * By what the environment says. FORCE_COLOR wins: 1, 2 and 3 name the depth, 0 and `false` none.
 * @param isTerminal the output is one
 */
export function colorDepth(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): ColorDepth {
  const force = env.FORCE_COLOR;
  if (force === '0' || force === 'false') return 0;
  if (force === '1') return 4;
  if (force === '2') return 8;
  if (force === '3') return 24;
  if (force === undefined && (env.NO_COLOR || !isTerminal || env.TERM === 'dumb')) return 0;
  return Math.max(4, known(env)) as ColorDepth;
}

function known({ COLORTERM, TERM = '', TERM_PROGRAM, WT_SESSION }: Readonly<Record<string, string | undefined>>): ColorDepth {
  if (COLORTERM === 'truecolor' || COLORTERM === '24bit' || WT_SESSION) return 24;
  if (TERM_PROGRAM === 'iTerm.app' || TERM_PROGRAM === 'WezTerm' || TERM_PROGRAM === 'ghostty' || TERM_PROGRAM === 'vscode') return 24;
  if (/kitty|ghostty|alacritty|direct|foot/.test(TERM)) return 24;
  return /256/.test(TERM) || TERM_PROGRAM === 'Apple_Terminal' ? 8 : 4;
}
