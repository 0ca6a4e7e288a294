import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { KernelError } from '@ock/kernel';

/**
 * Can the answer be written there at the end? Asked before anything is sent: an answer that cannot be kept is money lost.
 * @throws OC_FILE
 */
export async function checkOutput(file: string): Promise<void> {
  try {
    const path = resolve(file);
    await access(dirname(path), constants.W_OK);
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isDirectory()) throw Object.assign(new Error('EISDIR: is a folder'), { code: 'EISDIR' });
  } catch (cause) {
    throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
  }
}
