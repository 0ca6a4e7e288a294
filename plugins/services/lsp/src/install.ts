import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KernelError, type LspInstalled } from '@ock/kernel';
import { installFolder, type Places } from './find-server.ts';
import type { Language } from './languages.ts';

/** Runs npm with these arguments in a folder. @throws KernelError */
export type Npm = (args: readonly string[], options: { cwd: string; signal: AbortSignal; what: string }) => Promise<void>;

/**
 * Installs the language's server from npm into a folder of its own below our data folder. The exact versions stand in its package.json.
 * @throws OC_PLUGIN_INSTALL, where npm does not have it with what to do instead
 */
export async function install(language: Language, places: Places, npm: Npm, signal: AbortSignal): Promise<LspInstalled> {
  const spec = language.servers.find((one) => one.npm !== undefined);
  const [first] = language.servers;
  if (!spec?.npm)
    throw new KernelError('OC_PLUGIN_INSTALL', {
      plugin: first?.id ?? language.id,
      because: 'service-lsp.not_on_npm',
      hint: first?.hint ?? '',
    });
  const dir = installFolder(places, spec);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const manifest = join(dir, 'package.json');
  const fresh = { private: true, description: `language server ${spec.id}`, ...(spec.npmOverrides && { overrides: spec.npmOverrides }) };
  writeFileSync(manifest, `${JSON.stringify(fresh)}\n`);
  const wanted = Object.entries(spec.npm).map(([name, version]) => `${name}@${version}`);
  await npm(['install', '--save-exact', '--no-package-lock', ...wanted], { cwd: dir, signal, what: spec.id });
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: Record<string, string> };
  return { language: language.id, server: spec.id, packages: dependencies, dir };
}
