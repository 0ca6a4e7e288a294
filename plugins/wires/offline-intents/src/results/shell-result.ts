import type { Call } from '../intent.ts';

const EXIT =
  /(?:^|\n)[^\w\n]*(?:command |process )?(?:exited|exit(?:ed)?[ _-]?(?:code|status)?|exit)(?: with)?(?: (?:code|status))?[ :=]*(-?\d+)\b[^\n]*/gi;

export interface ShellResult {
  /** absent: the command did not run to its end, or the tool did not say */
  code?: number;
  output: string;
}

/** Reads the bash tool's answer: the exit code it reports and the output without that line, tags and colours. */
export function shellResult(call: Call): ShellResult {
  // biome-ignore lint/complexity/useRegexLiterals: the escape character reads better as a string
  const text = call.output.replace(new RegExp('\\u001b\\[[0-9;?]*[A-Za-z]', 'g'), '').replace(/\r\n/g, '\n');
  const found = [...text.matchAll(EXIT)].at(-1);
  const near = found && (found.index < 200 || found.index > text.length - 600) ? found : undefined;
  const output = (near ? text.slice(0, near.index) + text.slice(near.index + near[0].length) : text)
    .replace(/^\s*<\/?(?:output|stdout|stderr|shell_metadata|bash_metadata|result)>\s*$/gim, '')
    .replace(/^\(no output\)$/gim, '')
    .trim();
  if (near) return { code: Number(near[1]), output };
  return call.isError ? { output } : { code: 0, output };
}

/** True when git says that it stands outside any repository. */
export function outsideRepository(output: string): boolean {
  return /not a git repository/i.test(output);
}
