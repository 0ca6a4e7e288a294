import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KernelError } from '@ock/kernel';
import { npm } from './npm.ts';
import type { Source } from './source.ts';
import { unpack } from './tar.ts';

export interface FetchedPackage {
  /** the archive that was looked at and that is what gets installed */
  tarball: string;
  /** its files, unpacked to be read; none of them runs */
  root: string;
  /** SHA-512, as npm writes it */
  integrity: string;
}

/** Gets the package into a temporary folder without running anything of it. @throws OC_PLUGIN_INSTALL */
export async function fetchPackage(source: Source, temporary: string, signal: AbortSignal): Promise<FetchedPackage> {
  const tarball = join(temporary, 'package.tgz');
  if (source.type === 'tarball') await copyFile(source.path, tarball);
  else {
    const folder = join(temporary, 'packed');
    await mkdir(folder);
    const spec = source.type === 'folder' ? source.path : source.from;
    await npm(['pack', spec, '--pack-destination', folder], { cwd: temporary, signal, what: source.from });
    const [packed] = await readdir(folder);
    if (!packed) throw new KernelError('OC_PLUGIN_INSTALL', { plugin: source.from, because: 'command-plugins.npm_packed_nothing' });
    await copyFile(join(folder, packed), tarball);
  }
  const bytes = await readFile(tarball);
  const root = join(temporary, 'unpacked');
  await mkdir(root);
  try {
    await unpack(bytes, root);
  } catch (cause) {
    throw new KernelError('OC_PLUGIN_INSTALL', { plugin: source.from, message: (cause as Error).message }, { cause });
  }
  return { tarball, root, integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}` };
}
