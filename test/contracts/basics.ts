import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readPlugin } from '../../kernel/src/index/build-index.ts';
import type { IndexedPlugin } from '../../kernel/src/index/plugin-index.ts';
import type { Contributions, Kind } from '../../kernel/src/kinds/index.ts';
import { type TestPlugin, testPlugin } from '../support/plugin-context.ts';

export interface ContractOptions {
  /** the plugin's folder: `new URL('..', import.meta.url)` from its test */
  pluginDir: string | URL;
  /** which of the plugin's parts, default the folder's name */
  id?: string;
}

/** A contract may be called with the folder alone. */
export function contractOptions<O extends ContractOptions>(given: O | string | URL): O & { dir: string; id: string } {
  const options = (typeof given === 'string' || given instanceof URL ? { pluginDir: given } : given) as O;
  const dir = (typeof options.pluginDir === 'string' ? options.pluginDir : fileURLToPath(options.pluginDir)).replace(/[\\/]$/, '');
  return { ...options, dir, id: options.id ?? basename(dir) };
}

/** The entry as the index will hold it, prompts included. */
export function contributionOf<K extends Kind>(dir: string, kind: K, id: string): Contributions[K] {
  const plugin: IndexedPlugin = readPlugin(dir, 'bundled');
  const found = (plugin.manifest.contributes[kind] as Contributions[K][] | undefined)?.find((entry) => entry.id === id);
  if (!found) throw new Error(`the manifest of ${dir} contributes no ${kind}:${id}`);
  return found;
}

/** What every plugin promises, whatever its kind. */
export function basics(dir: string, kind: Kind, id: string, code: 'data' | 'code'): void {
  it('declares itself truthfully', () => {
    const plugin: TestPlugin = testPlugin(dir);
    expect(plugin.ctx.plugin.name).to.match(/^@[a-z0-9-]+\/[a-z0-9.-]+$/);
    expect(plugin.ctx.plugin.version).to.match(/^\d+\.\d+\.\d+/);
    expect(plugin.manifest.apiVersion).to.equal('^1.0.0');
    if (kind !== 'command') expect(contributionOf(dir, kind, id).id).to.equal(id);
    expect(existsSync(`${dir}/src/index.ts`), code === 'data' ? 'data only: no code' : 'has code').to.equal(code === 'code');
  });
}

/** Parts that the manifest promises, without kinds that register nothing. */
export function promised(plugin: TestPlugin): string[] {
  const silent = new Set(['agent', 'mode', 'locale', 'theme', 'command']);
  return Object.entries(plugin.manifest.contributes)
    .filter(([kind]) => !silent.has(kind))
    .flatMap(([kind, entries]) => entries.map((entry) => `${kind}:${entry.id}`))
    .sort();
}

/** A fragment: starts lower-case (names and acronyms aside), says something, has no full stop at the end. */
export function expectFragment(text: unknown, what: string): void {
  expect(text, what).to.be.a('string').that.is.not.empty;
  expect(String(text), what).not.to.match(/\.$|\n/);
  expect(String(text), `${what} starts with a lower-case letter`).to.match(/^([^A-Z]|[A-Z][A-Z0-9]|[A-Z]\w*[A-Z])/);
}
