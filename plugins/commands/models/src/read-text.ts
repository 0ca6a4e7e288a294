import { readFile, stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { KernelError, resolvePath } from '@ock/kernel';

/** bytes: what is larger fits into no model */
const MAX_BYTES = 64 << 20;

/** The text of a file, or of standard input for `-`. @throws OC_FILE */
export async function readText(name: string, cwd: string): Promise<string> {
  try {
    if (name === '-') return await text(process.stdin);
    const file = resolvePath(name, cwd);
    if ((await stat(file)).size > MAX_BYTES)
      throw new KernelError('OC_FILE', { file: name, because: 'command-models.too_large', mib: MAX_BYTES >> 20 });
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof KernelError) throw cause;
    throw new KernelError('OC_FILE', { file: name, message: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}
