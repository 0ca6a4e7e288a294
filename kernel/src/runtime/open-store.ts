import { makeFolder } from '../host/make-folder.ts';
import type { Store } from '../kinds/store.ts';
import { KernelError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { MemoryStore } from './memory-store.ts';
import { SturdyStore } from './sturdy-store.ts';
import { reasoned } from './translate.ts';

/**
 * Opens the store as configured.
 * @param memory true: nothing is to be written
 * @param goOn told what keeps the store from opening or writing; true: sessions go on in memory
 * @throws OC_STORE
 */
export async function openStore(kernel: Kernel, memory: boolean, goOn: (error: KernelError) => boolean): Promise<Store> {
  if (memory) return new MemoryStore();
  const wanted = kernel.config.config.session?.store;
  const candidates = kernel
    .list('store')
    .filter(({ id }) => wanted === undefined || id === wanted)
    .sort((a, b) => a.rank - b.rank);
  if (candidates.length === 0) {
    const because = wanted === undefined ? 'reason.no_store' : 'reason.store_unknown';
    throw new KernelError('OC_STORE', { dir: kernel.paths.data, wanted, because });
  }
  try {
    return new SturdyStore(
      await openFirst(
        kernel,
        candidates.map(({ id }) => id),
      ),
      goOn,
    );
  } catch (error) {
    if (error instanceof KernelError && error.code === 'OC_STORE' && goOn(error)) return new MemoryStore();
    throw error;
  }
}

/**
 * The store named by `[session] store`, or else the first in rank order that can work here. A store whose file is there but damaged or
 * unwritable is an error and never passed over: its sessions would seem to be gone.
 */
async function openFirst(kernel: Kernel, ids: readonly string[]): Promise<Store> {
  const failures: string[] = [];
  makeDataFolder(kernel.paths.data);
  for (const id of ids) {
    try {
      return await (await kernel.use('store', id)).open(kernel.paths.data);
    } catch (error) {
      const details = error instanceof KernelError ? reasoned(error.details, kernel.t) : {};
      if (details.file !== undefined && details.reason !== 'SQLITE_NO_DRIVER') throw error;
      failures.push(`${id}: ${details.message ?? (error instanceof Error ? error.message : error)}`);
      kernel.options.log.warn('store does not open', { store: id, error: String(error) });
    }
  }
  throw new KernelError('OC_STORE', { dir: kernel.paths.data, message: failures.join('; ') });
}

function makeDataFolder(dir: string): void {
  try {
    makeFolder(dir);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new KernelError('OC_STORE', { dir, because: 'reason.store_folder', said }, { cause });
  }
}
