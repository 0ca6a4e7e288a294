import { spawn } from 'node:child_process';

/** Opens a page in the person's browser, where there is a screen; what goes wrong does not matter, the address is shown. */
export function openPage(url: string, env: Record<string, string>): void {
  const command =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : env.DISPLAY || env.WAYLAND_DISPLAY
          ? ['xdg-open', url]
          : undefined;
  if (!command || !/^https?:/.test(url)) return;
  const [program = '', ...args] = command;
  spawn(program, args, { env, detached: true, stdio: 'ignore' })
    .once('error', () => undefined)
    .unref();
}
