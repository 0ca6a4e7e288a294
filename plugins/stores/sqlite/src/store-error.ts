import { dirname } from 'node:path';
import { KernelError, type Translate } from '@ock/kernel';
import { BUSY_TIMEOUT_MS } from './connection.ts';

/** Which text fits which code of SQLite or of the file system. */
const TEXTS: Record<string, string> = {
  SQLITE_NO_DRIVER: 'driver',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_NOTADB: 'corrupt',
  SQLITE_CANTOPEN: 'unwritable',
  SQLITE_READONLY: 'unwritable',
  SQLITE_PERM: 'unwritable',
  EACCES: 'unwritable',
  EPERM: 'unwritable',
  EROFS: 'unwritable',
  EISDIR: 'unwritable',
  ENOENT: 'unwritable',
  ENOTDIR: 'unwritable',
  SQLITE_FULL: 'full',
  ENOSPC: 'full',
  EDQUOT: 'full',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
};

/** An engine's error as OC_STORE, whose message names the file and the way out. */
export function storeError(error: unknown, file: string, t: Translate): KernelError {
  if (error instanceof KernelError) return error;
  const { code = '', message } = error as { code?: string; message: string };
  const text = t(`store-sqlite.${TEXTS[code] ?? 'failed'}`, { file, message, seconds: BUSY_TIMEOUT_MS / 1000 });
  return new KernelError('OC_STORE', { message: text, file, dir: dirname(file), reason: code }, { cause: error });
}
