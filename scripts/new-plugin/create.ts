import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bridge, command, frontend, gpu, router, sandbox, service, slash } from './code-kinds.ts';
import { locale, store, wire } from './copied-kinds.ts';
import { agent, mode, provider, theme } from './data-kinds.ts';
import { policy } from './policy.ts';
import type { Template } from './template.ts';
import { tool } from './tool.ts';

export const TEMPLATES: Record<string, Template> = {
  agent,
  bridge,
  command,
  frontend,
  gpu,
  locale,
  mode,
  policy,
  provider,
  router,
  sandbox,
  service,
  slash,
  store,
  theme,
  tool,
  wire,
};

const MAX_ID = 40;

/** Folder of a kind below `plugins/`. */
export function folderOf(kind: string): string {
  return kind === 'policy' ? 'policies' : kind === 'slash' ? kind : kind === 'sandbox' ? 'sandboxes' : `${kind}s`;
}

/**
 * Writes a plugin that keeps the contract of its kind.
 * @param sourceRoot the tree that templates copy from
 * @param root the tree that gets the plugin
 * @returns the folder, below `root`, and its files
 * @throws Error with a sentence for the person: unknown kind, bad id, folder exists
 */
export function createPlugin(kind: string, id: string, sourceRoot: string, root = sourceRoot): { folder: string; files: string[] } {
  const template = TEMPLATES[kind];
  if (!template) throw new Error(`there is no kind "${kind}"; kinds: ${Object.keys(TEMPLATES).join(', ')}`);
  const shape = kind === 'locale' ? /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i : /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
  if (!shape.test(id) || id.length > MAX_ID)
    throw new Error(`"${id}" is no id: small letters and digits, in words joined by "-", at most ${MAX_ID}`);
  const folder = join('plugins', folderOf(kind), id);
  if (existsSync(join(root, folder))) throw new Error(`${folder} exists`);
  const pascal = id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const files = template({ kind, id, name: `@ock/${kind}-${id}`, pascal, sourceRoot });
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return { folder, files: Object.keys(files).sort() };
}
