import type { Call } from '../intent.ts';

const EXIT = /^[^\w]*(?:command |process )?(?:exited|exit(?:ed)?[ _-]?(?:code|status)?)(?: with)?(?: (?:code|status))?[ :=]*(-?\d+)\b/i;
const CUT_SHORT = /^\W*(?:timed out|interrupted|ended by signal|killed|aborted)\b/i;
/** the tool says how a command ended in one of its first or last lines; anything further in is the command's own output */
const EDGE = 3;

export interface ShellResult {
  /** absent: the command did not run to its end, or the tool did not say */
  code?: number;
  output: string;
}

/** Reads the bash tool's answer: the exit code it reports, and the output without that line, tags and colours. */
export function shellResult(call: Call): ShellResult {
  const lines = call.output
    .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
    .replace(/\r\n/g, '\n')
    .trimEnd()
    .split('\n')
    .filter((line) => !/^\s*(?:<\/?(?:output|stdout|stderr|\w+_metadata|result)>|\(no output\))\s*$/i.test(line));
  const text = (kept: readonly string[]): string => kept.join('\n').replace(/^\n+/, '').trimEnd();
  const count = lines.length;
  for (let index = count - 1; index >= 0; index--) {
    if (index >= EDGE && index < count - EDGE) continue;
    const line = lines[index] ?? '';
    if (CUT_SHORT.test(line) && index === count - 1 && call.isError) break;
    const code = EXIT.exec(line)?.[1];
    if (code !== undefined) return { code: Number(code), output: text(lines.toSpliced(index, 1)) };
  }
  return call.isError ? { output: text(lines) } : { code: 0, output: text(lines) };
}

/** True when git says that it stands outside any repository. */
export function outsideRepository(output: string): boolean {
  return /not a git repository/i.test(output);
}
