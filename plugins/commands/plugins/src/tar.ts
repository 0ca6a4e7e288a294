import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** bytes of an unpacked plugin, and files in it */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_FILES = 20_000;
const BLOCK = 512;

/**
 * Unpacks the files of an npm package below `folder`, to be looked at: first folder of each path left out as npm does it, links and anything
 * else that is no plain file ignored.
 * @throws when it is no gzipped tar, is too large, or names a path outside
 */
export async function unpack(archive: Uint8Array, folder: string): Promise<void> {
  const tar = await promisify(gunzip)(archive, { maxOutputLength: MAX_BYTES });
  let files = 0;
  for (const { path, content } of entries(tar)) {
    if (++files > MAX_FILES) throw new Error(`more than ${MAX_FILES} files`);
    const parts = path.split('/').slice(1);
    if (parts.length === 0 || parts.some((part) => part === '..' || part.includes('\\') || part.includes('\0')))
      throw new Error(`bad path in the archive: ${path}`);
    const file = join(folder, ...parts);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

function* entries(tar: Buffer): Generator<{ path: string; content: Buffer }> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.toString('latin1', 257, 262) !== 'ustar') throw new Error('not a tar archive');
    const size = Number.parseInt(text(header, 124, 12).trim() || '0', 8);
    if (!Number.isSafeInteger(size) || size < 0 || at + BLOCK + size > tar.length) throw new Error('the archive is cut off');
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    const type = String.fromCharCode(header[156] ?? 0);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x') longName = paxPath(content) ?? longName;
    else if (type === 'L') longName = text(content, 0, content.length);
    else {
      const prefix = text(header, 345, 155);
      const path = longName ?? (prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100));
      longName = undefined;
      if (type === '0' || type === '\0') yield { path, content };
    }
  }
}

function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** Records of the form "LENGTH key=value\n". */
function paxPath(content: Buffer): string | undefined {
  for (let at = 0; at < content.length; ) {
    const length = Number.parseInt(content.toString('latin1', at, content.indexOf(32, at)), 10);
    if (!(length > 0)) return undefined;
    const record = content.toString('utf8', content.indexOf(32, at) + 1, at + length - 1);
    if (record.startsWith('path=')) return record.slice(5);
    at += length;
  }
  return undefined;
}
