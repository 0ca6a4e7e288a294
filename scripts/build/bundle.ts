import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chunkName, type ShippedIndex } from '@ock/kernel/build';
import { type BuildOptions, build } from 'esbuild';
import { lazyBuiltins } from './lazy-builtins.ts';
import { lazyRequires } from './lazy-requires.ts';
import { LAZY_VENDORS, lazyVendors } from './lazy-vendors.ts';

/** Packages the kernel loads only when something needs them: a chunk each. */
const VENDORS = [
  'undici',
  '@cfworker/json-schema',
  'jsonrepair',
  'diff',
  'cosmiconfig',
  'iconv-lite',
  'ignore',
  'picomatch',
  'unbash',
  'vscode-jsonrpc/node',
  'semver',
  'fuzzysort',
  'intl-messageformat',
  'enquirer',
  'listr2',
  'marked',
  'cli-highlight',
  'linkedom',
  '@mozilla/readability',
  'turndown',
  'yaml',
];
/** Carry binaries or find their own files: loaded from node_modules. */
const NATIVE = [
  '@anthropic-ai/sandbox-runtime',
  'libsql',
  '@napi-rs/keyring',
  '@parcel/watcher',
  '@lydell/node-pty',
  '@vscode/ripgrep',
  '@oclif/plugin-plugins',
  'npm',
];
const KERNEL = ['@ock/kernel', '@ock/kernel/command', '@ock/kernel/config', '@ock/schemas'];

const NOT_ASCII = /[\u0080-\uffff]/g;

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  conditions: ['source'],
  minifySyntax: true,
  charset: 'ascii',
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': '__url', 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
};

/** The loader reads chunks as Latin-1, which is faster; the bundler's `charset: 'ascii'` leaves regular expressions and comments as they were. */
async function emit(options: BuildOptions): Promise<void> {
  const { outputFiles = [] } = await build(options);
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      text.replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
  }
}

/** Writes dist/: the kernel, one chunk per plugin, one per shared package, third-party code inside. */
export async function bundle(installRoot: string, index: ShippedIndex): Promise<void> {
  const dist = join(installRoot, 'dist');
  await emit({
    ...common,
    entryPoints: [join(installRoot, 'kernel/src/boot/release-entry.ts')],
    outfile: join(dist, 'kernel.js'),
    external: [...VENDORS, ...NATIVE, '@ock/schemas'],
    plugins: [lazyRequires, lazyBuiltins],
  });
  await emit({ ...common, entryPoints: [join(installRoot, 'schemas/src/index.ts')], outfile: join(dist, 'schemas.js') });
  await Promise.all([...VENDORS, ...LAZY_VENDORS].map((name) => vendor(installRoot, dist, name)));
  for (const plugin of index.plugins) await pluginChunk(installRoot, dist, plugin);
  await childMain(installRoot);
}

async function vendor(installRoot: string, dist: string, name: string): Promise<void> {
  await emit({
    ...common,
    stdin: { contents: `module.exports = require(${JSON.stringify(name)});`, resolveDir: installRoot },
    outfile: join(dist, `vendor/${name.replace(/\//g, '__')}.js`),
    plugins: [lazyRequires],
  });
}

async function pluginChunk(installRoot: string, dist: string, plugin: ShippedIndex['plugins'][number]): Promise<void> {
  const commands = plugin.manifest.contributes.command ?? [];
  if (!plugin.entry && commands.length === 0) return;
  const root = join(installRoot, plugin.root);
  const lines = [
    ...(plugin.entry ? [`export { default as plugin } from './${plugin.entry}';`] : []),
    ...commands.map(({ module }, i) => `import c${i} from './${module}';`),
    ...(commands.length > 0
      ? [`export const commands = { ${commands.map(({ id }, i) => `${JSON.stringify(id)}: c${i}`).join(', ')} };`]
      : []),
  ];
  await emit({
    ...common,
    stdin: { contents: lines.join('\n'), resolveDir: root, sourcefile: 'chunk.ts', loader: 'ts' },
    outfile: join(dist, chunkName(plugin.name)),
    plugins: [lazyBuiltins, lazyVendors],
    external: [...KERNEL, ...VENDORS, ...NATIVE],
  });
}

/** What runs in the child process of an installed plugin. ES modules: they import the plugin, and its permissions allow nothing else. */
async function childMain(installRoot: string): Promise<void> {
  for (const name of ['child-main', 'typescript-hooks'])
    await emit({
      ...common,
      format: 'esm',
      supported: {},
      define: {},
      banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
      entryPoints: [join(installRoot, `kernel/src/host/${name}.ts`)],
      outfile: join(installRoot, `dist/${name}.mjs`),
    });
}

export function productVersion(installRoot: string): string {
  return (JSON.parse(readFileSync(join(installRoot, 'package.json'), 'utf8')) as { version: string }).version;
}
