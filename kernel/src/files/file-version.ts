import { readFileSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { fileStamp } from '../host/paths.ts';

/** bytes up to which a version is known by its content; above, by size and time of change */
export const STAMP_CONTENT_MAX = 1_048_576;

/**
 * The stamp that `read`, `write` and `edit` record and compare, so that they agree.
 * @param bytes the content when it is at hand, which saves reading it
 * @returns undefined when there is no such regular file
 */
export async function fileVersion(path: string, bytes?: Uint8Array): Promise<string | undefined> {
  if (bytes && bytes.length <= STAMP_CONTENT_MAX) return fileStamp(bytes);
  try {
    const facts = statSync(path, { bigint: true });
    if (!facts.isFile()) return undefined;
    if (facts.size > BigInt(STAMP_CONTENT_MAX)) return `${facts.size}-${facts.mtimeNs}`;
    return fileStamp(readFileSync(path));
  } catch (error) {
    return missing(error as NodeJS.ErrnoException);
  }
}

/** The first `limit` bytes, also of files whose size the system does not tell. */
export async function readUpTo(file: FileHandle, limit: number): Promise<Buffer> {
  const size = Number((await file.stat()).size);
  const buffer = Buffer.allocUnsafe(Math.min(limit, size > 0 ? size + 1 : 65_536));
  let filled = 0;
  const more: Buffer[] = [];
  for (;;) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
    filled += bytesRead;
    if (bytesRead === 0 || filled === limit) break;
    if (filled === buffer.length) {
      more.push(await rest(file, limit - filled));
      break;
    }
  }
  return more.length ? Buffer.concat([buffer.subarray(0, filled), ...more]) : buffer.subarray(0, filled);
}

async function rest(file: FileHandle, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let left = limit;
  while (left > 0) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(left, 65_536)), 0, Math.min(left, 65_536), null);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    left -= bytesRead;
  }
  return Buffer.concat(chunks);
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
