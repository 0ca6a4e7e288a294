import { spawn } from 'node:child_process';
import { KernelError, type Translate } from '@ock/kernel';

/** The person's editor: flag, `VISUAL`, `EDITOR`, else the one every system has. */
export function editorCommand(env: Readonly<Record<string, string | undefined>>, flag?: string): string {
  return chosenEditor(env, flag) || (process.platform === 'win32' ? 'notepad' : 'vi');
}

/** The editor somebody chose, if any. */
export function chosenEditor(env: Readonly<Record<string, string | undefined>>, flag?: string): string | undefined {
  return flag || env.VISUAL || env.EDITOR;
}

/**
 * Opens a file in an editor and waits until the person closes it, however long that takes. The command may carry arguments (`code --wait`). It stays in our
 * process group: only the terminal's foreground group may read keys.
 * @throws OC_CONFIG_WRITE when the editor cannot be started or fails
 */
export async function openEditor(command: string, file: string, signal: AbortSignal, t: Translate): Promise<void> {
  const windows = process.platform === 'win32';
  const child = windows
    ? spawn(`${command} "${file}"`, { stdio: 'inherit', shell: true, signal })
    : spawn('/bin/sh', ['-c', `${command} "$1"`, 'sh', file], { stdio: 'inherit', signal });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new KernelError('OC_CONFIG_WRITE', { file, message: `${command}: ${cause.message}` }, { cause })),
    );
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new KernelError('OC_CONFIG_WRITE', { file, message: t('command-config.editor_failed', { command, code: code ?? '-' }) });
}
