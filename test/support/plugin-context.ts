import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginContext, PluginModule, Translate } from '@ock/kernel';
import { interpolate } from '../../kernel/src/runtime/translate.ts';
import { PluginManifest } from '../../schemas/src/manifest.ts';

export interface TestPlugin {
  ctx: PluginContext;
  manifest: PluginManifest;
  /** what the plugin registered, under `kind:id` */
  registered: Map<string, unknown>;
  /** what it tapped, in order */
  taps: { hook: string; fn: (...args: never[]) => unknown }[];
  /** what it logged, in order */
  logged: { level: string; text: string; data?: Record<string, unknown> }[];
  /** aborts `ctx.signal`, as closing the kernel does */
  close(): void;
}

export interface TestPluginOptions {
  config?: Record<string, unknown>;
  /** what `ctx.use` finds, under `kind:id` */
  parts?: Record<string, unknown>;
  /** further fields of the context: `http`, `fetch`, `secrets`, `kernel` */
  context?: Partial<PluginContext>;
}

/** A context as the kernel gives it to the plugin in `dir`, which records instead of acting. Only contributed parts may be registered. */
export function testPlugin(dir: string | URL, options: TestPluginOptions = {}): TestPlugin {
  const root = typeof dir === 'string' ? dir : fileURLToPath(dir);
  const file = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string; opencode: unknown };
  const manifest = PluginManifest.parse(file.opencode);
  const registered = new Map<string, unknown>();
  const taps: TestPlugin['taps'] = [];
  const logged: TestPlugin['logged'] = [];
  const closing = new AbortController();
  const log = (level: string) => (text: string, data?: Record<string, unknown>) => void logged.push({ level, text, ...(data && { data }) });
  const ctx = {
    plugin: { name: file.name, version: file.version, root },
    config: options.config ?? {},
    signal: closing.signal,
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    t: catalogue(root),
    hooks: new Proxy({}, { get: (_all, hook: string) => ({ tap: (fn: (...args: never[]) => unknown) => void taps.push({ hook, fn }) }) }),
    http: { request: () => Promise.reject(new Error('this context has no http')) },
    fetch: () => Promise.reject(new Error('this context has no fetch')),
    secrets: { get: () => Promise.resolve(undefined) },
    models: {
      complete: () => Promise.reject(new Error('this context has no models')),
      embed: () => Promise.reject(new Error('this context has no models')),
    },
    register(kind: string, id: string, implementation: unknown) {
      const contributed = (manifest.contributes as Record<string, { id: string }[]>)[kind]?.some((entry) => entry.id === id);
      if (!contributed) throw new Error(`${file.name} registers ${kind}:${id}, which its manifest does not contribute`);
      if (registered.has(`${kind}:${id}`)) throw new Error(`${file.name} registers ${kind}:${id} twice`);
      registered.set(`${kind}:${id}`, implementation);
    },
    use(kind: string, id: string) {
      const part = options.parts?.[`${kind}:${id}`];
      return part ? Promise.resolve(part) : Promise.reject(new Error(`nobody gave this context ${kind}:${id}`));
    },
    kernel: { find: () => undefined, list: () => [] },
    ...options.context,
  };
  return { ctx: ctx as unknown as PluginContext, manifest, registered, taps, logged, close: () => closing.abort() };
}

/** Imports the plugin's sources and activates it. */
export async function activatePlugin(dir: string | URL, options: TestPluginOptions = {}): Promise<TestPlugin> {
  const plugin = testPlugin(dir, options);
  const module = (await import(join(plugin.ctx.plugin.root, 'src/index.ts'))) as { default: PluginModule };
  await module.default.activate(plugin.ctx);
  return plugin;
}

/** The plugin's own English texts; an unknown key is an error, so that a missing text fails a test. */
function catalogue(root: string): Translate {
  let texts: Record<string, string> = {};
  try {
    texts = JSON.parse(readFileSync(join(root, 'messages.json'), 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return (key, args) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`no text for ${key} in ${root}/messages.json`);
    return interpolate(text, args);
  };
}
