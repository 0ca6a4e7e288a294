import { dirname } from 'node:path';
import { KernelError, type Translate } from '@ock/kernel';

const TEXTS: Record<string, string> = {
  EACCES: 'unwritable',
  EPERM: 'unwritable',
  EROFS: 'unwritable',
  ENOTDIR: 'unwritable',
  EISDIR: 'unwritable',
  EEXIST: 'unwritable',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
};

/** The file system's error as OC_STORE, whose message names the file and the way out. */
export function storeError(error: unknown, file: string, t: Translate): KernelError {
  if (error instanceof KernelError) return error;
  const { code = '', message, path = file } = error as NodeJS.ErrnoException;
  return new KernelError(
    'OC_STORE',
    { message: t(`store-files.${TEXTS[code] ?? 'failed'}`, { file: path, message }), file: path, dir: dirname(path), reason: code },
    { cause: error },
  );
}

/** Another process holds the log's lock for too long. */
export function busyError(file: string, waitedMs: number, t: Translate): KernelError {
  return new KernelError('OC_STORE', {
    message: t('store-files.busy', { file, seconds: waitedMs / 1000 }),
    file,
    dir: dirname(file),
    reason: 'busy',
  });
}
