import { spawn } from 'node:child_process';

/**
 * Shows a text in the person's pager. It shares the terminal, and its process group for that reason: it ends with us.
 * @param pager a command line, as `$PAGER` holds it
 * @returns false when the pager could not be started or failed: nothing was shown then
 */
export function page(pager: string, text: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  return new Promise((resolve) => {
    // short texts stay on the screen, colours are shown
    const child = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env: { LESS: 'FRX', ...env } });
    // left before the end of a long text
    child.stdin.on('error', () => undefined);
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
    child.stdin.end(text);
  });
}
