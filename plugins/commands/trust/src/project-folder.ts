import { statSync } from 'node:fs';
import { type Kernel, KernelError, resolvePath, type Translate } from '@ock/kernel';
import { projectFolders } from '@ock/kernel/config';

/** The folder named, else the project stood in. @throws OC_INPUT where there is none */
export function projectFolder({ cwd }: Kernel, named: string | undefined, t: Translate): string {
  const dir = resolvePath(named ?? projectFolders(cwd)[0] ?? cwd, cwd);
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new KernelError('OC_INPUT', { message: t('command-trust.no_folder', { dir }) });
  return dir;
}
