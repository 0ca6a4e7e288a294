import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { KernelError } from '../runtime/errors.ts';
import { externalEntry } from './external-entry.ts';
import type { IndexedPlugin, PluginOrigin } from './plugin-index.ts';

interface PackageJson {
  name?: string;
  version?: string;
  description?: string;
  exports?: unknown;
  main?: unknown;
  opencode?: Record<string, unknown>;
}

/**
 * Reads one plugin's package.json into an index entry. Contributions stay as written: schemas of tools and cached commands are added by the
 * build, prompts by `withPrompts`.
 * @throws OC_PLUGIN_MANIFEST naming the file and what is wrong
 */
export function readPlugin(root: string, origin: PluginOrigin): IndexedPlugin {
  const file = join(root, 'package.json');
  let pkg: PackageJson;
  try {
    pkg = JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
  } catch (cause) {
    throw new KernelError('OC_PLUGIN_MANIFEST', { file, message: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
  const { name, version, description, opencode } = pkg;
  if (!name || !version || !opencode) {
    throw new KernelError('OC_PLUGIN_MANIFEST', { file, because: 'manifest.keys_missing' });
  }
  const manifest = {
    permissions: [],
    requires: [],
    activation: [],
    critical: false,
    ...opencode,
    contributes: readPrompts(root, (opencode.contributes ?? {}) as IndexedPlugin['manifest']['contributes']),
  } as unknown as IndexedPlugin['manifest'];
  const entry = entryOf(root, pkg, origin);
  return { name, version, ...(description && { description }), root, ...(entry && { entry }), origin, manifest };
}

/** Prompts stand in files beside the manifest; the index carries their text, so that choosing an agent reads no further file. */
function readPrompts(root: string, contributes: IndexedPlugin['manifest']['contributes']): IndexedPlugin['manifest']['contributes'] {
  for (const kind of ['agent', 'mode'] as const) {
    for (const contribution of contributes[kind] ?? []) {
      if (contribution.promptFile && !contribution.prompt) contribution.prompt = readInside(root, contribution.promptFile);
    }
  }
  return contributes;
}

/** A manifest must not make us read files elsewhere: what it names goes to models. */
function readInside(root: string, path: string): string {
  const file = realpathSync(resolve(root, path));
  if (!file.startsWith(realpathSync(root) + sep))
    throw new KernelError('OC_PLUGIN_MANIFEST', { file: join(root, 'package.json'), because: 'manifest.file_outside', path });
  return readFileSync(file, 'utf8').trim();
}

function entryOf(root: string, pkg: PackageJson, origin: PluginOrigin): string | undefined {
  if (origin !== 'bundled') return externalEntry(root, pkg);
  return existsSync(join(root, 'src/index.ts')) ? 'src/index.ts' : undefined;
}

/** Every plugin folder below `plugins/<kinds>/`, sorted. */
export function bundledPluginRoots(installRoot: string): string[] {
  const base = join(installRoot, 'plugins');
  return readdirSync(base, { withFileTypes: true })
    .filter((kind) => kind.isDirectory())
    .flatMap((kind) => readdirSync(join(base, kind.name)).map((id) => join(base, kind.name, id)))
    .filter((root) => existsSync(join(root, 'package.json')))
    .sort();
}

/** The plugins of the source tree, with roots relative to it. */
export function readBundledPlugins(installRoot: string): IndexedPlugin[] {
  return bundledPluginRoots(installRoot).map((root) => ({ ...readPlugin(root, 'bundled'), root: relative(installRoot, root) }));
}
