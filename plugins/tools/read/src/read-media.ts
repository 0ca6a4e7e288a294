import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ToolError, type ToolOutput } from '@ock/kernel';

/** bytes, so that base64 stays below the 5 MB that model services take for an image */
const MAX_IMAGE = 3_750_000;
const MAX_PDF = 10_485_760;

/** By content, never by name. @returns the MIME type of what is passed on as it is */
export function mediaType(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8) === 'WEBP') return 'image/webp';
  if (head.startsWith('%PDF-')) return 'application/pdf';
  return undefined;
}

/** @param bytes the whole content when it is at hand */
export async function readMedia(path: string, shown: string, mime: string, bytes: Buffer | undefined, size: number): Promise<ToolOutput> {
  const what = mime === 'application/pdf' ? 'PDF' : 'image';
  const limit = what === 'PDF' ? MAX_PDF : MAX_IMAGE;
  if (size > limit) {
    throw new ToolError(
      `${shown} is a${what === 'PDF' ? '' : 'n'} ${what} of ${size} bytes; at most ${limit} can be shown. Make it smaller with a command first.`,
    );
  }
  const data = (bytes ?? (await readFile(path))).toString('base64');
  return {
    text: `${shown}: ${mime}, ${size} bytes, attached.`,
    title: `${shown} (${mime})`,
    attachments: [{ mime, data, name: basename(path) }],
    metadata: { mime, bytes: size },
  };
}

const KINDS: [start: string, name: string][] = [
  ['\x7fELF', 'ELF program'],
  ['MZ', 'Windows program'],
  ['PK\x03\x04', 'zip archive or office document'],
  ['\x1f\x8b', 'gzip'],
  ['BZh', 'bzip2'],
  ['\xfd7zXZ', 'xz'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['7z\xbc\xaf', '7z archive'],
  ['SQLite format 3\0', 'SQLite database'],
  ['\xca\xfe\xba\xbe', 'Java class or Mach-O program'],
  ['\xcf\xfa\xed\xfe', 'Mach-O program'],
  ['\0asm', 'WebAssembly'],
  ['OggS', 'Ogg media'],
  ['ID3', 'MP3'],
  ['fLaC', 'FLAC'],
  ['wOF', 'web font'],
];

/** For a refusal: "ELF program, " or nothing. */
export function binaryKind(bytes: Buffer): string {
  const head = bytes.toString('latin1', 0, 16);
  const kind = KINDS.find(([start]) => head.startsWith(start));
  return kind ? `${kind[1]}, ` : '';
}
