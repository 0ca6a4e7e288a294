import { spawn } from 'node:child_process';

/**
 * Opens a page in the person's browser, where there is one: not as root, and on Linux only with a display. Never fails: the address was shown.
 * @param env for the browser
 */
export function openBrowser(url: string, env: Readonly<Record<string, string>>): boolean {
  const command = browserCommand(url, env, process.platform, process.getuid?.());
  if (!command) return false;
  const [file, ...args] = command;
  const child = spawn(file, args, { env, stdio: 'ignore', detached: true, windowsHide: true });
  child.once('error', () => undefined);
  child.unref();
  return true;
}

/** @param uid undefined on Windows */
export function browserCommand(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  uid: number | undefined,
): [string, ...string[]] | undefined {
  if (!/^https?:\/\/[^\s"'`<>\\^]+$/.test(url)) return undefined;
  // no shell sees the address
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', url];
  if (platform === 'darwin') return uid === 0 ? undefined : ['open', url];
  return (env.DISPLAY || env.WAYLAND_DISPLAY) && uid !== 0 ? ['xdg-open', url] : undefined;
}
