import { existsSync } from 'node:fs';
import { atomicWrite, KernelError, sweepTemporaries, type Translate } from '@ock/kernel';

/** Readable by its owner only. @throws OC_FILE when it exists or cannot be written */
export async function saveFile(file: string, content: string, { force, t }: { force: boolean; t: Translate }): Promise<void> {
  if (!force && existsSync(file)) throw new KernelError('OC_FILE', { file, message: t('command-transfer.exists') });
  try {
    sweepTemporaries(file);
    await atomicWrite(file, content, 0o600);
  } catch (cause) {
    throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
  }
}
