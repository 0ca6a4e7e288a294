import { readFileSync } from 'node:fs';
import { KernelError } from '@ock/kernel';

/**
 * The prompts of a script: separated by lines of `---`; lines that start with `#` are comments, `\#` is a literal `#`.
 * @throws OC_SCRIPT when the file cannot be read or holds no prompt
 */
export function readScript(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KernelError('OC_SCRIPT', { file, message: (cause as Error).message }, { cause });
  }
  const prompts = parseScript(text);
  if (prompts.length === 0) throw new KernelError('OC_SCRIPT', { file, because: 'frontend-run.script_empty' });
  return prompts;
}

/** The same for the text of a script; no prompt at all is no error. */
export function parseScript(text: string): string[] {
  const prompts: string[] = [];
  let lines: string[] = [];
  const close = () => {
    const prompt = lines.join('\n').trim();
    if (prompt !== '') prompts.push(prompt);
    lines = [];
  };
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^---+\s*$/.test(line)) close();
    else if (!line.startsWith('#')) lines.push(line.startsWith('\\#') ? line.slice(1) : line);
  }
  close();
  return prompts;
}
