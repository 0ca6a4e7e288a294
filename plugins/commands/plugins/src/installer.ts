import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Grant, type IndexedPlugin, type Kernel, KernelError, PluginFolder, type Translate } from '@ock/kernel';
import { checkedPlugin } from './check-manifest.ts';
import { agree, type Request, showRequest } from './consent.ts';
import { partsOf } from './describe.ts';
import { type FetchedPackage, fetchPackage } from './fetch-package.ts';
import { npm } from './npm.ts';
import type { Source } from './source.ts';
import { step } from './steps.ts';

export interface InstallOptions {
  yes: boolean;
  /** grants beyond what the manifest asks for, e.g. `inline` */
  extra: string[];
  /** an update: ask only for more permissions than before */
  update?: boolean;
}

export interface Installed {
  name: string;
  version: string;
  from: string;
  permissions: string[];
  contributions: string[];
  /** false: this very package was installed already */
  changed: boolean;
}

/** folder of the installed archives, below the data folder */
const ARCHIVES = 'packages';

/** Installs, updates and removes plugins in the data folder. Every method takes the lock. */
export class Installer {
  readonly folder: PluginFolder;
  readonly #t: Translate;
  readonly #note: (text: string) => void;
  readonly #signal: AbortSignal;

  constructor(kernel: Kernel, signal: AbortSignal, note: (text: string) => void) {
    this.folder = new PluginFolder(kernel.paths.data);
    this.#t = kernel.t;
    this.#signal = signal;
    this.#note = note;
  }

  /**
   * Fetches, checks, shows, asks, and only then installs: from the very archive that was checked.
   * @throws OC_PLUGIN_INSTALL, OC_PLUGIN_MANIFEST, OC_PLUGIN_INCOMPATIBLE, OC_PLUGIN_UNTRUSTED; the folder is then as it was
   */
  async install(source: Source, options: InstallOptions): Promise<Installed> {
    const temporary = await mkdtemp(join(tmpdir(), 'opencode-plugin-'));
    try {
      const fetched = await step(this.#t('command-plugins.fetching', { from: source.from }), () =>
        fetchPackage(source, temporary, this.#signal),
      );
      const plugin = await checkedPlugin(this.folder, fetched.root, 'user');
      return await this.#locked(() => this.#place(source, fetched, plugin, options));
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  async link(root: string): Promise<IndexedPlugin> {
    const plugin = await checkedPlugin(this.folder, root, 'linked');
    await this.#locked(async () => {
      if (this.folder.entries().some(({ name, type }) => name === plugin.name && type === 'user')) {
        throw new KernelError('OC_PLUGIN_INSTALL', { plugin: plugin.name, message: this.#t('command-plugins.installed_already') });
      }
      await this.folder.prepare();
      await this.folder.add({ name: plugin.name, type: 'link', root: plugin.root });
      this.folder.index();
    });
    return plugin;
  }

  /** @returns whether it was installed or linked. @throws OC_INPUT when it is neither */
  uninstall(name: string): Promise<'user' | 'link'> {
    return this.#locked(async () => {
      const entry = this.folder.entries().find((one) => one.name === name);
      if (!entry) throw new KernelError('OC_INPUT', { message: this.#t('command-plugins.not_installed', { name }) });
      if (entry.type === 'user') {
        await step(this.#t('command-plugins.removing', { name }), () =>
          npm(['uninstall', name], { cwd: this.folder.dir, signal: this.#signal, what: name }),
        );
        await this.#dropArchives(name);
      }
      await this.folder.remove(name);
      this.folder.index();
      return entry.type;
    });
  }

  async #place(source: Source, fetched: FetchedPackage, plugin: IndexedPlugin, { yes, extra, update }: InstallOptions): Promise<Installed> {
    const { name, version } = plugin;
    const entry = this.folder.entries().find((one) => one.name === name);
    if (entry?.type === 'link')
      throw new KernelError('OC_PLUGIN_INSTALL', { plugin: name, message: this.#t('command-plugins.linked_already') });
    const old = entry ? this.folder.grants()[name] : undefined;
    const kept = old?.permissions.includes('inline') ? ['inline'] : [];
    const permissions = [...new Set([...plugin.manifest.permissions, ...extra, ...kept])];
    const before = old?.permissions ?? [];
    const installed = { name, version, from: source.from, permissions, contributions: partsOf(plugin), changed: true };
    if (old?.integrity === fetched.integrity && permissions.every((permission) => before.includes(permission)))
      return { ...installed, changed: false };

    const idle = permissions.includes('inline') ? [] : this.folder.inlineParts(plugin);
    const request: Request = { plugin, from: source.from, permissions, before, idle };
    const more = permissions.some((permission) => !before.includes(permission));
    if (!update || more) {
      showRequest(request, this.#t, this.#note);
      await agree(request, yes, this.#t);
    }
    await step(this.#t('command-plugins.installing', { name, version }), () => this.#npmInstall(name, fetched));
    const grant: Grant = { permissions, version, integrity: fetched.integrity, from: source.from, granted_at: new Date().toISOString() };
    await this.folder.grant(name, grant);
    await this.folder.add({ name, type: 'user', url: source.from });
    this.folder.index();
    return installed;
  }

  /** What npm installed must be what was shown. Each archive has a name of its own, so that the old one stands until the new one is in place. */
  async #npmInstall(name: string, { tarball, root, integrity }: FetchedPackage): Promise<void> {
    await this.folder.prepare();
    const folder = join(this.folder.dir, ARCHIVES);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const archive = `${archivePrefix(name)}${createHash('sha256').update(integrity).digest('hex').slice(0, 16)}.tgz`;
    await copyFile(tarball, join(folder, archive));
    const run = (args: string[]) => npm(args, { cwd: this.folder.dir, signal: this.#signal, what: name });
    try {
      await run(['install', `file:${ARCHIVES}/${archive}`, '--omit=dev', '--no-install-links']);
      const [shown, real] = await Promise.all(
        [root, join(this.folder.dir, 'node_modules', name)].map((dir) => readFile(join(dir, 'package.json'), 'utf8')),
      );
      if (shown !== real) {
        await run(['uninstall', name]);
        throw new KernelError('OC_PLUGIN_INSTALL', { plugin: name, message: this.#t('command-plugins.other_package') });
      }
    } catch (error) {
      if (!this.folder.entries().some((entry) => entry.name === name)) await rm(join(folder, archive), { force: true });
      throw error;
    }
    await this.#dropArchives(name, archive);
  }

  async #dropArchives(name: string, keep?: string): Promise<void> {
    const folder = join(this.folder.dir, ARCHIVES);
    const found = await readdir(folder).catch(() => []);
    const old = found.filter(
      (file) => file !== keep && file.startsWith(archivePrefix(name)) && file.length === archivePrefix(name).length + 20,
    );
    await Promise.all(old.map((file) => rm(join(folder, file), { force: true })));
  }

  #locked<T>(work: () => Promise<T>): Promise<T> {
    return this.folder.locked(work, this.#signal, () => this.#note(this.#t('command-plugins.waiting')));
  }
}

function archivePrefix(name: string): string {
  return `${name.replace('/', '+')}@`;
}
