import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { LoadedConfig } from '../../../src/config/load-config.ts';
import { hostPlugin } from '../../../src/host/host-plugin.ts';
import type { HttpClient } from '../../../src/http/client.ts';
import { readPlugin } from '../../../src/index/build-index.ts';
import type { IndexedPlugin } from '../../../src/index/plugin-index.ts';
import type { Kernel } from '../../../src/runtime/kernel.ts';
import { type HostKernelLoad, testKernel } from '../../support/test-kernel.ts';

let script: Promise<string> | undefined;

/** The child's script, bundled as the build does it, once for all tests. */
export function childScript(): Promise<string> {
  script ??= (async () => {
    const outdir = await realpath(await mkdtemp(join(tmpdir(), 'ock-child-')));
    const source = (name: string) => fileURLToPath(new URL(`../../../src/host/${name}.ts`, import.meta.url));
    await build({
      entryPoints: [source('child-main'), source('typescript-hooks')],
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      format: 'esm',
      conditions: ['source'],
      banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
    return join(outdir, 'child-main.mjs');
  })();
  return script;
}

export interface Fixture {
  kernel: Kernel;
  dataDir: string;
  workspace: string;
  logged: { level: string; text: string; data?: Record<string, unknown> }[];
  plugin: IndexedPlugin;
  dispose(): Promise<void>;
}

export interface FixtureOptions {
  /** text of the plugin's index.js */
  code: string;
  contributes?: Record<string, object[]>;
  /** what the person granted */
  grant?: string[];
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** further files of the plugin, by path */
  files?: Record<string, string>;
  messages?: Record<string, string>;
  http?: HttpClient;
}

/** A kernel with one installed plugin, `@acme/part`, that runs in a process of its own. */
export async function hostFixture(options: FixtureOptions): Promise<Fixture> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'ock-host-')));
  const dataDir = join(base, 'data');
  const workspace = join(base, 'work');
  const root = join(dataDir, 'node_modules', '@acme', 'part');
  await mkdir(workspace, { recursive: true });
  const manifest = {
    name: '@acme/part',
    version: '1.2.3',
    type: 'module',
    exports: './index.js',
    opencode: { apiVersion: '^1.0.0', contributes: options.contributes ?? {}, permissions: [] },
  };
  const files = { 'package.json': JSON.stringify(manifest), 'index.js': options.code, ...options.files };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const plugin = readPlugin(root, 'user');
  const load: HostKernelLoad = async (kernel) => hostPlugin(kernel, plugin, await childScript());
  const { kernel, logged } = testKernel({
    plugins: [plugin],
    config: { plugins: { '@acme/part': { ...options.settings, grant: options.grant ?? [] } } } as LoadedConfig['config'],
    dataDir,
    cwd: workspace,
    load,
    ...(options.env && { env: options.env }),
    ...(options.messages && { messages: options.messages }),
    ...(options.http && { http: options.http }),
  });
  const dispose = async () => {
    await kernel.close('test');
    await rm(base, { recursive: true, force: true });
  };
  return { kernel, dataDir, workspace, logged, plugin, dispose };
}

/** A module that registers the given object literals, by `kind:id`. */
export function registering(parts: Record<string, string>, more = ''): string {
  const lines = Object.entries(parts).map(([key, literal]) => {
    const [kind, id] = key.split(':');
    return `    ctx.register('${kind}', '${id}', ${literal});`;
  });
  return `import { definePlugin, KernelError, ToolError } from '@ock/kernel';
export default definePlugin({
  activate(ctx) {
${lines.join('\n')}
${more}
  },
});
`;
}

export const toolEntry = (id: string) => ({
  id,
  permission: 'fs.read',
  readOnly: true,
  description: 'A tool',
  parameters: { type: 'object' },
});
