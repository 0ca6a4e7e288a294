import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** bytes above which a file is not looked through here: it may hold anything */
const MAX_BYTES = 8 * 1024 * 1024;

/** Whether all of the pieces (ASCII, letters in any case) stand somewhere in a file. False where there is no such file. */
export function fileMayHold(path: string, pieces: readonly string[]): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  try {
    const { size } = fstatSync(fd);
    if (size > MAX_BYTES) return true;
    const data = Buffer.allocUnsafe(size);
    // one byte a character: what is not ASCII is no piece's
    const text = data.toString('latin1', 0, readSync(fd, data, 0, size, 0)).toLowerCase();
    return pieces.every((piece) => text.includes(piece.toLowerCase()));
  } finally {
    closeSync(fd);
  }
}
