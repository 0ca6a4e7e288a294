import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { findOnPath } from '@ock/kernel';

/** ms until the signal of a key surely was told to every process of the terminal */
const LATE_SIGNAL_MS = 200;
const FALLBACKS = process.platform === 'win32' ? ['notepad'] : ['nano', 'vim', 'vi'];

/**
 * Has the person edit a text in VISUAL or EDITOR, which has the terminal meanwhile.
 * @param file where the text stands while it is edited; it is removed afterwards
 * @returns undefined: there is no editor, or it failed
 */
export async function editText(text: string, file: string, env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const command = env.VISUAL || env.EDITOR || FALLBACKS.find((name) => findOnPath(name, env.PATH ?? ''));
  if (!command) return undefined;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600 });
  try {
    // the variables hold a command with arguments, as the shell would read it
    const [program = '', ...args] = command.match(/(?:[^\s"]|"[^"]*")+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
    const code = await new Promise<number | null>((resolve) => {
      const child = spawn(program, [...args, file], { stdio: 'inherit' });
      child.on('error', () => resolve(null));
      child.on('close', resolve);
    });
    // a Ctrl-C that ended it is meant for it alone, and may be told to us only now
    if (code !== 0) await new Promise((resolve) => setTimeout(resolve, LATE_SIGNAL_MS));
    return code === 0 ? readFileSync(file, 'utf8').replace(/\r\n?/g, '\n').replace(/\n$/, '') : undefined;
  } finally {
    rmSync(file, { force: true });
  }
}
