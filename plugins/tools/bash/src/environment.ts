/** Nothing may wait for a person: no pager, no editor, no password prompt, no colours. */
const QUIET = {
  OPENCODE: '1',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  MANPAGER: 'cat',
  SYSTEMD_PAGER: 'cat',
  GIT_EDITOR: 'true',
  GIT_SEQUENCE_EDITOR: 'true',
  EDITOR: 'true',
  VISUAL: 'true',
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  DEBIAN_FRONTEND: 'noninteractive',
  PIP_NO_INPUT: '1',
  NO_COLOR: '1',
  TERM: 'dumb',
};

/** The environment of a command. @param inTerminal it may draw */
export function environment(parent: Record<string, string>, inTerminal = false): Record<string, string> {
  const { FORCE_COLOR: _colour, ...rest } = parent;
  return { ...rest, ...QUIET, ...(inTerminal && { TERM: 'xterm-256color' }) };
}
