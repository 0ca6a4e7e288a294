import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPlugin } from '../index/build-index.ts';
import { buildUserIndex, type InstalledPlugin } from '../index/build-user-index.ts';
import { checkInstalled } from '../index/check-installed.ts';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { UserIndex } from '../index/read-index.ts';
import { KernelError } from '../runtime/errors.ts';
import { atomicWrite } from './atomic-write.ts';
import { type Grant, readGrants, writeGrant } from './grants.ts';
import { KERNEL_PACKAGE, seedKernelPackage } from './kernel-package.ts';
import { ProcessLock } from './process-lock.ts';
import { REMOTE_KINDS } from './protocol.ts';

export type { Grant, InstalledPlugin };

interface FolderRecord {
  name?: string;
  private?: boolean;
  dependencies?: Record<string, string>;
  oclif?: { schema?: number; plugins?: InstalledPlugin[] };
}

/** ms to wait for another process that installs or removes plugins */
const LOCK_WAIT_MS = 120_000;
const LOCK_POLL_MS = 100;

/** The data folder as the home of installed plugins: npm's record of them, the grants, the kernel package they import, the lock. */
export class PluginFolder {
  readonly dir: string;

  constructor(dataDir: string) {
    this.dir = dataDir;
  }

  /** Makes the index anew, with what had to be left out and why. */
  index(): UserIndex {
    return buildUserIndex(this.dir);
  }

  /** Reads and checks a package before it is installed or linked; runs none of its code. @throws OC_PLUGIN_MANIFEST, OC_PLUGIN_INCOMPATIBLE */
  inspect(root: string, origin: 'user' | 'linked'): IndexedPlugin {
    const real = realpathSync(root);
    const plugin = readPlugin(real, origin);
    checkInstalled(plugin, join(real, 'package.json'));
    return plugin;
  }

  /** Parts of a plugin that cannot work from a process of their own. */
  inlineParts(plugin: IndexedPlugin): string[] {
    const data = ['agent', 'mode', 'locale', 'theme'];
    return Object.entries(plugin.manifest.contributes)
      .filter(([kind]) => !data.includes(kind) && !(REMOTE_KINDS as readonly string[]).includes(kind))
      .flatMap(([kind, parts]) => (parts ?? []).map(({ id }) => `${kind}:${id}`));
  }

  entries(): InstalledPlugin[] {
    return this.#record().oclif?.plugins ?? [];
  }

  /** Adds or replaces an entry. The caller holds the lock. */
  async add(entry: InstalledPlugin): Promise<void> {
    await this.#save((plugins) => [...plugins.filter(({ name }) => name !== entry.name), entry]);
  }

  /** Removes an entry and its grant. The caller holds the lock. */
  async remove(name: string): Promise<void> {
    await this.#save((plugins) => plugins.filter((plugin) => plugin.name !== name));
    if (readGrants(this.dir)[name]) await writeGrant(this.dir, name, undefined);
  }

  grants(): Record<string, Grant> {
    return readGrants(this.dir);
  }

  /** The caller holds the lock. */
  grant(name: string, grant: Grant): Promise<void> {
    return writeGrant(this.dir, name, grant);
  }

  /** Readies the folder for npm: its record, and the package that plugins import as `@ock/kernel`. The caller holds the lock. */
  async prepare(): Promise<void> {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    seedKernelPackage(this.dir);
    await this.#save((plugins) => plugins);
  }

  /** One process at a time changes the folder. @param waiting called once when another has it. @throws OC_PLUGIN_INSTALL after two minutes, the signal's reason */
  async locked<T>(work: () => Promise<T>, signal: AbortSignal, waiting: () => void): Promise<T> {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    const path = join(this.dir, 'plugins.lock');
    const end = Date.now() + LOCK_WAIT_MS;
    let lock = ProcessLock.take(path);
    if (!(lock instanceof ProcessLock)) waiting();
    while (!(lock instanceof ProcessLock)) {
      if (Date.now() > end)
        throw new KernelError('OC_PLUGIN_INSTALL', { plugin: this.dir, because: 'reason.lock_held', path, pid: lock.heldBy?.pid ?? '?' });
      await sleep(LOCK_POLL_MS, undefined, { signal });
      lock = ProcessLock.take(path);
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  #record(): FolderRecord {
    const file = join(this.dir, 'package.json');
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as FolderRecord;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw new KernelError('OC_PLUGIN_MANIFEST', { file, message: cause instanceof Error ? cause.message : String(cause) }, { cause });
    }
  }

  async #save(change: (plugins: InstalledPlugin[]) => InstalledPlugin[]): Promise<void> {
    const record = this.#record();
    const next: FolderRecord = {
      ...record,
      name: 'opencode-plugins',
      private: true,
      dependencies: { ...record.dependencies, '@ock/kernel': `file:${KERNEL_PACKAGE}` },
      oclif: { schema: 1, ...record.oclif, plugins: change(record.oclif?.plugins ?? []) },
    };
    await atomicWrite(join(this.dir, 'package.json'), `${JSON.stringify(next, null, 2)}\n`, 0o600);
  }
}
