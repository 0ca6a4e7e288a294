import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IndexedPlugin } from '@ock/kernel/build';
import { type ZodType, z } from 'zod';

const require = createRequire(import.meta.url);
const { cacheCommand } = require(join(dirname(require.resolve('@oclif/core/package.json')), 'lib/util/cache-command.js')) as {
  cacheCommand(command: unknown, plugin: { name: string; alias: string; type: string }): Promise<Record<string, unknown>>;
};

interface CommandModule {
  default: unknown;
}

/** Adds to each contribution what only its code knows: schemas and descriptions of tools, the cached form of commands. */
export async function completeContributions(plugin: IndexedPlugin, root: string): Promise<void> {
  const { contributes } = plugin.manifest;
  for (const tool of contributes.tool ?? []) {
    const file = contributes.tool?.length === 1 ? join(root, 'src/parameters.ts') : join(root, `src/${tool.id}/parameters.ts`);
    const module = (await import(pathToFileURL(file).href)) as { parameters: ZodType; description: string };
    const { $schema: _drop, ...schema } = z.toJSONSchema(module.parameters, { io: 'input' }) as Record<string, unknown>;
    tool.description = module.description;
    tool.parameters = compact(schema) as Record<string, unknown>;
  }
  const commands = join(root, 'src/commands');
  if (existsSync(commands)) contributes.command = await cachedCommands(plugin, root, commands);
}

/** Leaves out what tells a model nothing: every byte of a tool list is sent with every request. */
function compact(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(compact);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) =>
      !(key === 'additionalProperties' && value === false) &&
      !(key === 'maximum' && value === Number.MAX_SAFE_INTEGER) &&
      !(key === 'minimum' && value === Number.MIN_SAFE_INTEGER),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, compact(value)]));
}

async function cachedCommands(
  plugin: IndexedPlugin,
  root: string,
  folder: string,
): Promise<NonNullable<IndexedPlugin['manifest']['contributes']['command']>> {
  const found = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()) {
    const id = file
      .replace(/\.ts$/, '')
      .split(sep)
      .filter((word, at, words) => word !== 'index' || (at === 0 && words.length > 1))
      .join(':');
    const module = (await import(pathToFileURL(join(folder, file)).href)) as CommandModule;
    if (typeof module.default !== 'function') continue;
    Object.assign(module.default, { id });
    const {
      pluginName: _name,
      pluginAlias: _alias,
      pluginType: _type,
      id: _id,
      ...cached
    } = await cacheCommand(module.default, { name: plugin.name, alias: plugin.name, type: 'core' });
    found.push({
      id,
      module: relative(root, join(folder, file)).split(sep).join('/'),
      cached: JSON.parse(JSON.stringify(cached)) as Record<string, unknown>,
    });
  }
  return found;
}
