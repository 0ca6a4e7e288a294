import { KernelError, type PromptInput } from '@ock/kernel';
import type { RunOptions } from './options.ts';
import { readFiles } from './read-files.ts';
import { readStdin } from './read-stdin.ts';
import { readScript } from './script.ts';

/**
 * Everything that will be asked, in order; `undefined` means: go on where the session stopped. Files go with the first prompt, standard
 * input is appended to it.
 * @throws OC_INPUT when there is nothing to do, OC_FILE, OC_SCRIPT
 */
export async function gatherPrompts(
  options: RunOptions,
  cwd: string,
  io: { signal: AbortSignal; note(key: string): void; refuse(path: string, named: string): Promise<void> },
): Promise<(PromptInput | undefined)[]> {
  if (options.script !== undefined && options.prompt !== undefined) {
    throw new KernelError('OC_INPUT', { because: 'frontend-run.prompt_and_script' });
  }
  const scripted = options.script === undefined ? undefined : readScript(options.script);
  const named = await readFiles(options.files, cwd, io.refuse);
  const piped = await readStdin({ wait: options.stdin === true, signal: io.signal });
  const first = [
    scripted ? scripted[0] : options.prompt,
    piped.text.trim() === '' ? undefined : piped.text.trimEnd(),
    named.text || undefined,
  ]
    .filter((text) => text !== undefined && text.trim() !== '')
    .join('\n\n');
  if (first === '' && named.files.length === 0) {
    if (options.session !== undefined) return [undefined];
    throw new KernelError('OC_INPUT', { because: 'frontend-run.no_prompt' });
  }
  if (piped.silent) io.note('frontend-run.silent_stdin');
  return [{ text: first, files: named.files }, ...(scripted ?? []).slice(1).map((text) => ({ text, files: [] }))];
}
