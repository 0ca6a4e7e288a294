import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Kernel, workspaceOf } from '@ock/kernel';
import { projectFolders } from '@ock/kernel/config';

export interface FoundToolFile {
  /** as people know it */
  path: string;
  /** what is imported */
  real: string;
  /** the tools are called by it */
  name: string;
}

export interface FoundToolFiles {
  /** the nearest first */
  files: FoundToolFile[];
  /** for people */
  problems: string[];
}

const MODULE = /^([^._][^.]*)\.(?:m?js|m?ts)$/;
/** files of one folder */
const MAX_FILES = 50;
const MAX_BYTES = 2 * 1024 * 1024;

/** `.opencode/tools` of trusted folders from the one worked in upwards, then the user's. Names that begin with `_` or hold a further dot are helpers. */
export function findToolFiles({ cwd, paths, config, t }: Kernel): FoundToolFiles {
  const files: FoundToolFile[] = [];
  const problems: string[] = [];
  const workspace = realpathSync(workspaceOf(cwd));
  const take = (folder: string, within?: string): void => {
    for (const path of modules(folder, problems, t)) {
      try {
        const real = realpathSync(path);
        const facts = statSync(real);
        if (within !== undefined && !real.startsWith(within + sep)) throw new Error(t('bridge-custom-tools.outside', { folder: within }));
        if (!facts.isFile() || facts.size > MAX_BYTES) throw new Error(t('bridge-custom-tools.unfit', { limit: MAX_BYTES / 1024 }));
        files.push({ path, real, name: nameOf(path) });
      } catch (error) {
        problems.push(t('bridge-custom-tools.failed', { file: path, message: (error as Error).message }));
      }
    }
  };
  for (const project of projectFolders(cwd).reverse()) {
    const folder = join(project, '.opencode/tools');
    const names = namesIn(folder);
    if (names.length > 0 && !config.trusts(project))
      problems.push(t('bridge-custom-tools.untrusted', { folder, names: names.slice(0, MAX_FILES).join(', ') }));
    else take(folder, workspace);
  }
  take(join(paths.config, 'tools'));
  return { files, problems };
}

function modules(folder: string, problems: string[], t: Kernel['t']): string[] {
  const names = namesIn(folder);
  if (names.length > MAX_FILES) problems.push(t('bridge-custom-tools.too_many', { folder, limit: MAX_FILES }));
  return names.slice(0, MAX_FILES).map((name) => join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => MODULE.test(name))
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

function nameOf(path: string): string {
  return MODULE.exec(path.slice(path.lastIndexOf(sep) + 1))?.[1] ?? '';
}
