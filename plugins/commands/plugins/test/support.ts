import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PluginFolder } from '@ock/kernel';
import { Config } from '@oclif/core/config';
import type { LoadedConfig } from '../../../../kernel/src/config/load-config.ts';
import { importExternal } from '../../../../kernel/src/host/import-external.ts';
import { loadExternal } from '../../../../kernel/src/host/load-external.ts';
import type { IndexedPlugin } from '../../../../kernel/src/index/plugin-index.ts';
import { attachBoot, oclifPlugins } from '../../../../kernel/src/oclif/bridge.ts';
import type { Kernel } from '../../../../kernel/src/runtime/kernel.ts';
import { indexed, testKernel } from '../../../../kernel/test/support/test-kernel.ts';

type CommandClass = new (argv: string[], config: Config) => object;

export interface Ran<T = unknown> {
  value?: T;
  error?: Error & { code?: string };
  out: string;
  notes: string;
}

/** A data folder, a working folder and the commands on top of them. */
export class PluginsLab {
  readonly base: string;
  readonly dataDir: string;
  readonly work: string;
  config: LoadedConfig['config'] = {} as LoadedConfig['config'];

  static async make(): Promise<PluginsLab> {
    const base = await realpath(await mkdtemp(join(tmpdir(), 'ock-plugins-')));
    await mkdir(join(base, 'work'));
    return new PluginsLab(base);
  }

  private constructor(base: string) {
    this.base = base;
    this.dataDir = join(base, 'data');
    this.work = join(base, 'work');
  }

  get folder(): PluginFolder {
    return new PluginFolder(this.dataDir);
  }

  /** A kernel over what is installed now, beside a bundled `tool:bash`. */
  async kernel(): Promise<Kernel> {
    const [kernelTexts, ownTexts] = await Promise.all(
      ['../../../../kernel/messages.json', '../messages.json'].map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
    );
    const plugins: IndexedPlugin[] = [...this.folder.index().plugins, indexed('@ock/tool-bash', { tool: [{ id: 'bash' }] })];
    const { kernel } = testKernel({
      plugins,
      config: this.config,
      dataDir: this.dataDir,
      cwd: this.work,
      messages: { ...JSON.parse(kernelTexts ?? '{}'), ...JSON.parse(ownTexts ?? '{}') } as Record<string, string>,
      // imported here and not by `loadExternal`, whose lazy import is a second instance under the test's loader
      load: (own, plugin) =>
        plugin.origin === 'linked' ? importExternal(join(plugin.root, plugin.entry ?? '')) : loadExternal(own, plugin),
    });
    return kernel;
  }

  /** Runs a command in this process and collects what it says. */
  async run<T = unknown>(command: unknown, ...argv: string[]): Promise<Ran<T>> {
    const kernel = await this.kernel();
    const options = { installRoot: this.base, version: '1.0.0', entries: [], translated: () => undefined, load: () => Promise.resolve({}) };
    const config = await Config.load({ root: this.base, version: '1.0.0', plugins: oclifPlugins(options) });
    attachBoot(config, { t: kernel.t, kernel: async () => kernel });
    const ran: Ran<T> = { out: '', notes: '' };
    const restore = [capture(process.stdout, (text) => (ran.out += text)), capture(process.stderr, (text) => (ran.notes += text))];
    try {
      ran.value = await (new (command as CommandClass)(argv, config) as { _run(): Promise<T> })._run();
    } catch (error) {
      ran.error = error as Error;
    } finally {
      for (const undo of restore) undo();
      await kernel.close('test');
    }
    return ran;
  }

  /** Writes a package below the working folder. @returns its folder */
  async package(
    name: string,
    opencode: object | undefined,
    more: { version?: string; files?: Record<string, string>; pkg?: object } = {},
  ): Promise<string> {
    const root = join(this.work, name.replace(/\W+/g, '-'));
    const pkg = { name, version: more.version ?? '1.0.0', type: 'module', exports: './index.js', opencode, ...more.pkg };
    const files = { 'package.json': JSON.stringify(pkg, null, 2), 'index.js': 'export default { activate() {} };\n', ...more.files };
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    return root;
  }

  dispose(): Promise<void> {
    return rm(this.base, { recursive: true, force: true });
  }
}

function capture(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const { write } = stream;
  stream.write = ((text: string | Uint8Array, ...rest: unknown[]) => {
    take(String(text));
    const done = rest.find((arg): arg is () => void => typeof arg === 'function');
    done?.();
    return true;
  }) as typeof stream.write;
  return () => {
    stream.write = write;
  };
}

export const TOOL = {
  id: 'hello',
  permission: 'fs.read',
  readOnly: true,
  description: 'Says hello',
  parameters: { type: 'object', properties: {} },
};
export const TOOL_CODE = (answer: string, id = 'hello'): string => `import { definePlugin, ToolError } from '@ock/kernel';
export default definePlugin({
  activate(ctx) {
    ctx.register('tool', '${id}', { run: async (input) => { if (input.fail) throw new ToolError('as told'); return { text: ${answer} }; } });
  },
});
`;
