import { sanitizeLine } from '../../host/sanitize.ts';
import { ownFiles } from '../../index/own/own-files.ts';
import type { Kernel } from '../../runtime/kernel.ts';

/** Files of agents, modes and styles that do not count here: their folder is not trusted as it is now. */
export function untrustedFiles({ config, paths, cwd, options }: Kernel): string[] {
  const places = { config, paths, cwd, env: options.env };
  const trusted = new Set(ownFiles(places).map(({ file }) => file));
  return ownFiles(places, true).flatMap(({ file }) => (trusted.has(file) ? [] : [file]));
}

/** Where somebody names an agent that there is not: tells them of the file that would be it. */
export function tellUntrustedAgent(kernel: Kernel, id: string): void {
  const wanted = new RegExp(`[\\\\/]${id.replace(/[^\w-]/g, '\\$&')}\\.md$`, 'i');
  for (const file of untrustedFiles(kernel)
    .filter((name) => wanted.test(name))
    .slice(0, 1)) {
    const text = kernel.t('notice.file_untrusted', { folder: sanitizeLine(file) });
    kernel.emit({ type: 'notice', session_id: '', time: Date.now(), level: 'warning', code: 'untrusted', text });
  }
}
