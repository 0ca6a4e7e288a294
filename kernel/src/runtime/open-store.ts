import { mkdirSync } from 'node:fs';
import type { Store } from '../kinds/store.ts';
import { KernelError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { MemoryStore } from './memory-store.ts';
import { reasoned } from './translate.ts';

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
      const details = error instanceof KernelError ? reasoned(error.details, kernel.t) : {};
      if (details.file !== undefined && details.reason !== 'SQLITE_NO_DRIVER') throw error;
      failures.push(`${id}: ${details.message ?? (error instanceof Error ? error.message : error)}`);
      kernel.options.log.warn('store does not open', { store: id, error: String(error) });
    }
  }
  const dir = kernel.paths.data;
  if (failures.length) throw new KernelError('OC_STORE', { dir, message: failures.join('; ') });
  throw new KernelError('OC_STORE', { dir, wanted, because: wanted === undefined ? 'reason.no_store' : 'reason.store_unknown' });
}

function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new KernelError('OC_STORE', { dir, because: 'reason.store_folder', said }, { cause });
  }
}
