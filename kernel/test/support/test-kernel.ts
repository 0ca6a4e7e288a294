import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedConfig } from '../../src/config/load-config.ts';
import type { HttpClient } from '../../src/http/client.ts';
import type { IndexedPlugin } from '../../src/index/plugin-index.ts';
import { Kernel } from '../../src/runtime/kernel.ts';
import { Language } from '../../src/runtime/language.ts';
import type { Log } from '../../src/runtime/log.ts';
import type { PluginModule } from '../../src/runtime/plugin.ts';

export type HostKernelLoad = (kernel: Kernel, plugin: IndexedPlugin) => Promise<PluginModule>;

export interface TestKernelOptions {
  plugins: IndexedPlugin[];
  load: HostKernelLoad;
  config?: LoadedConfig['config'];
  dataDir?: string;
  cwd?: string;
  env?: Record<string, string>;
  messages?: Record<string, string>;
  http?: HttpClient;
}

export interface TestKernel {
  kernel: Kernel;
  /** what was logged, in order */
  logged: { level: string; text: string; data?: Record<string, unknown> }[];
}

/** A real kernel over the given plugins, with a log in memory. */
export function testKernel(options: TestKernelOptions): TestKernel {
  const dir = options.dataDir ?? join(tmpdir(), 'ock-test-never-written');
  const logged: TestKernel['logged'] = [];
  const write = (level: string) => (text: string, data?: Record<string, unknown>) =>
    void logged.push({ level, text, ...(data && { data }) });
  const log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
    close: () => undefined,
  };
  const kernel: Kernel = new Kernel({
    version: '1.0.0',
    installRoot: dir,
    plugins: options.plugins,
    config: { config: options.config ?? {}, notices: [] } as unknown as LoadedConfig,
    paths: { config: dir, data: dir, cache: dir, state: dir },
    env: options.env ?? { PATH: process.env.PATH, HOME: process.env.HOME },
    cwd: options.cwd ?? tmpdir(),
    language: new Language(() => options.messages ?? {}),
    log: log as unknown as Log,
    http: options.http ?? { request: () => Promise.reject(new Error('no http in this test')) },
    load: (plugin) => options.load(kernel, plugin),
  });
  return { kernel, logged };
}

/** An index entry without files. */
export function indexed(name: string, contributes: Record<string, object[]>, more: Partial<IndexedPlugin> = {}): IndexedPlugin {
  return {
    name,
    version: '1.0.0',
    root: `/nowhere/${name}`,
    entry: 'index.js',
    origin: 'bundled',
    ...more,
    manifest: {
      apiVersion: '^1.0.0',
      contributes: contributes as IndexedPlugin['manifest']['contributes'],
      permissions: [],
      requires: [],
      activation: [],
      critical: false,
      ...more.manifest,
    },
  };
}
