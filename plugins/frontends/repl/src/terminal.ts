import type { Readable, Writable } from 'node:stream';

/** Where the front end reads and writes, and what that place can do. */
export interface Terminal {
  input: Readable & { isTTY?: boolean; setRawMode?(mode: boolean): unknown };
  /** the transcript */
  out: Writable;
  /** prompts and questions; the same as `out` unless that is redirected */
  screen: Writable;
  /** notes that do not belong to the transcript */
  err: Writable;
  /** a person can be asked */
  interactive: boolean;
  /** keys can be read one by one and the cursor moved */
  keys: boolean;
  /** the transcript's current line can be rewritten */
  live: boolean;
  color: boolean;
  /** columns, at least 20 */
  width(): number;
  /** rows, at least 5 */
  height(): number;
  /** what names the terminal and its habits */
  env: Readonly<Record<string, string | undefined>>;
}

type Stream = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/** The facts of this process. NO_COLOR, FORCE_COLOR and TERM=dumb count as their conventions say; FORCE_COLOR wins. */
export function terminal(from: {
  stdin: Terminal['input'];
  stdout: Stream;
  stderr: Stream;
  env: Record<string, string | undefined>;
}): Terminal {
  const { stdin, stdout, stderr, env } = from;
  const screen = stdout.isTTY || !stderr.isTTY ? stdout : stderr;
  const interactive = Boolean(stdin.isTTY && screen.isTTY);
  return {
    input: stdin,
    out: stdout,
    screen,
    err: stderr,
    interactive,
    keys: interactive && env.TERM !== 'dumb',
    live: Boolean(stdout.isTTY) && env.TERM !== 'dumb',
    color: wantsColor(stdout, env),
    width: () => Math.max(20, (screen as Stream).columns || 80),
    height: () => Math.max(5, (screen as Stream).rows || 24),
    env,
  };
}

export function wantsColor(stream: { isTTY?: boolean }, env: Record<string, string | undefined>): boolean {
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env.NO_COLOR) return false;
  return Boolean(stream.isTTY) && env.TERM !== 'dumb';
}
