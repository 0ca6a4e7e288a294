import { existsSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelError, type Translate } from '@ock/kernel';

/** Where a plugin comes from. `from` is kept and used again by `plugins update`. */
export type Source =
  | { type: 'tarball' | 'folder'; path: string; from: string }
  | { type: 'url'; from: string }
  | { type: 'registry'; from: string };

const NAME = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(@[\w.~^<>=|* -]+)?$/i;

/**
 * Reads what a person typed: a path (`./x.tgz`, a folder, `file:…`), an https address of a tarball, or a name with an optional version.
 * @param cwd what relative paths start from
 * @throws OC_INPUT for anything else, git addresses among it
 */
export function parseSource(spec: string, cwd: string, t: Translate): Source {
  const path = spec.startsWith('file://') ? fileURLToPath(spec) : spec.startsWith('file:') ? spec.slice(5) : spec;
  const looksLikePath = path !== spec || isAbsolute(path) || /^\.{1,2}([\\/]|$)/.test(path) || /\.(tgz|tar\.gz)$/.test(path);
  if (looksLikePath && !/^https?:/.test(spec)) return fileSource(resolve(cwd, path), t);
  if (/^https:\/\/[^\s]+$/.test(spec) && !/\.git([#?]|$)/.test(spec)) return { type: 'url', from: spec };
  if (NAME.test(spec)) return { type: 'registry', from: spec };
  throw new KernelError('OC_INPUT', { message: t('command-plugins.bad_spec', { spec }) });
}

function fileSource(path: string, t: Translate): Source {
  if (!existsSync(path)) throw new KernelError('OC_INPUT', { message: t('command-plugins.no_file', { path }) });
  return { type: statSync(path).isDirectory() ? 'folder' : 'tarball', path, from: `file:${path}` };
}
