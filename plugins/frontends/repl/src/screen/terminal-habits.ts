type Env = Readonly<Record<string, string | undefined>>;

/** Whether a terminal opens links of OSC 8. FORCE_HYPERLINK decides where it is set. */
export function opensLinks(env: Env): boolean {
  const { FORCE_HYPERLINK, TERM = '', TERM_PROGRAM = '', VTE_VERSION, WT_SESSION, KONSOLE_VERSION, DOMTERM, CI } = env;
  if (FORCE_HYPERLINK !== undefined) return FORCE_HYPERLINK !== '0' && FORCE_HYPERLINK !== 'false';
  if (CI || TERM === 'dumb' || TERM === 'linux') return false;
  if (WT_SESSION || KONSOLE_VERSION || DOMTERM || Number(VTE_VERSION) >= 5000) return true;
  return /^(?:iTerm\.app|WezTerm|vscode|ghostty|Hyper|Tabby|rio)$/.test(TERM_PROGRAM) || /kitty|alacritty|foot|ghostty/.test(TERM);
}

/** Whether lines are broken anew when the width changes: nearly everywhere, and nowhere in the two oldest. */
export function reflows({ TERM = '', XTERM_VERSION }: Env): boolean {
  return TERM !== 'linux' && XTERM_VERSION === undefined;
}

/** Terminals on xterm.js leave the line with the cursor as it is. */
export function reflowsCursorLine(env: Env): boolean {
  return reflows(env) && !/^(?:vscode|Hyper|Tabby)$/.test(env.TERM_PROGRAM ?? '');
}
