import { mkdirSync } from 'node:fs';
import type { Store } from '../kinds/store.ts';
import { KernelError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { MemoryStore } from './memory-store.ts';

/**
 * Opens the store named by `[session] store`, or else the first in rank order that can work here. A store whose file is there but damaged or
 * unwritable is an error and never passed over: its sessions would seem to be gone.
 */
export async function openStore(kernel: Kernel, memory: boolean): Promise<Store> {
  if (memory) return new MemoryStore();
  const wanted = kernel.config.config.session?.store;
  const candidates = kernel
    .list('store')
    .filter(({ id }) => wanted === undefined || id === wanted)
    .sort((a, b) => a.rank - b.rank);
  const failures: string[] = [];
  makeFolder(kernel.paths.data);
  for (const { id } of candidates) {
    try {
      return await (await kernel.use('store', id)).open(kernel.paths.data);
    } catch (error) {
      const details = error instanceof KernelError ? error.details : {};
      if (details.file !== undefined && details.reason !== 'SQLITE_NO_DRIVER') throw error;
      failures.push(`${id}: ${details.message ?? (error instanceof Error ? error.message : error)}`);
      kernel.options.log.warn('store does not open', { store: id, error: String(error) });
    }
  }
  const message = failures.join('; ') || (wanted === undefined ? 'no store is enabled' : `no store named ${wanted} is enabled`);
  throw new KernelError('OC_STORE', { message, dir: kernel.paths.data });
}

function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const message = `${cause instanceof Error ? cause.message : cause}; name a folder you may write to with OPENCODE_DATA_DIR, or keep nothing with --no-session`;
    throw new KernelError('OC_STORE', { dir, message }, { cause });
  }
}
