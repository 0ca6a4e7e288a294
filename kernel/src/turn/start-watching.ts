import type { Kernel } from '../runtime/kernel.ts';

/** Has the workspace watched from here on, where a watcher is installed: for what stays while a person may change files. Never throws. */
export async function startWatching(kernel: Kernel): Promise<void> {
  if (!kernel.find('service', 'watcher')) return;
  try {
    (await kernel.use('service', 'watcher')).start();
  } catch (error) {
    kernel.options.log.debug('not watching', { error: String(error) });
  }
}
