import { isUtf8 } from 'node:buffer';
import { ToolError } from '../runtime/errors.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How a file's bytes stand for its text. */
export interface TextForm {
  encoding: TextEncoding;
  bom: boolean;
}

/** bytes of a file's beginning that decide what it is */
export const SAMPLE_BYTES = 8192;

/**
 * What the bytes are, from the file's beginning or the whole file. UTF-8 where it is valid, UTF-16 by its mark or its pattern of zeros,
 * otherwise windows-1252, in which every byte stands for a character, so that writing back changes nothing but what was edited.
 * @param whole false when `bytes` may end inside a character
 * @returns undefined for binary data
 */
export function detectText(bytes: Uint8Array, whole = true): TextForm | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', bom: true };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', bom: true };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', bom: true };
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = countZeros(sample);
  const wide = looksWide(sample, zeros);
  if (wide) return { encoding: wide, bom: false };
  if (zeros.even + zeros.odd > 0 || controlShare(sample) > 0.3) return undefined;
  if (isUtf8(whole ? bytes : bytes.subarray(0, lastBoundary(bytes)))) return { encoding: 'utf-8', bom: false };
  return { encoding: 'windows-1252', bom: false };
}

/** The text without its mark; line ends as they are. */
export function decodeText(bytes: Uint8Array, form: TextForm): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const skip = form.bom ? (form.encoding === 'utf-8' ? 3 : 2) : 0;
  if (form.encoding === 'utf-8') return buffer.toString('utf8', skip);
  if (form.encoding === 'utf-16le') return buffer.toString('utf16le', skip);
  if (form.encoding === 'utf-16be') {
    return Buffer.from(buffer.subarray(skip, buffer.length - (buffer.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  return buffer.toString('latin1').replace(/[\x80-\x9f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char);
}

/** @throws ToolError when the file's encoding has no such character */
export function encodeText(text: string, form: TextForm): Buffer {
  if (form.encoding === 'utf-8') return Buffer.from(form.bom ? `\ufeff${text}` : text);
  if (form.encoding === 'windows-1252') return Buffer.from(toWindows1252(text), 'latin1');
  const bytes = Buffer.from(form.bom ? `\ufeff${text}` : text, 'utf16le');
  return form.encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

/** 0x80 to 0x9f; the five bytes without a character stand for themselves */
const WINDOWS_1252 = [...'€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'];

function toWindows1252(text: string): string {
  return text.replace(/[^\x00-\x7f\xa0-\xff]/gu, (char) => {
    const index = WINDOWS_1252.indexOf(char);
    if (index === -1)
      throw new ToolError(
        `The file is not UTF-8 but windows-1252, which has no "${char}". Use other characters, or convert the file to UTF-8 first (iconv).`,
      );
    return String.fromCharCode(0x80 + index);
  });
}

/** UTF-16 without a mark: zeros on one side only, letters on the other. Numbers of 16 bits look alike but are full of control characters. */
function looksWide(bytes: Uint8Array, zeros: { even: number; odd: number }): TextEncoding | undefined {
  const pairs = Math.floor(bytes.length / 2);
  if (pairs < 4 || bytes.length % 2 !== 0) return undefined;
  const side = zeros.even === 0 && zeros.odd > pairs * 0.4 ? 0 : zeros.odd === 0 && zeros.even > pairs * 0.4 ? 1 : undefined;
  if (side === undefined) return undefined;
  const letters = bytes.filter((_byte, i) => i % 2 === side && bytes[i ^ 1] === 0);
  return controlShare(letters) < 0.02 ? (side === 0 ? 'utf-16le' : 'utf-16be') : undefined;
}

function countZeros(bytes: Uint8Array): { even: number; odd: number } {
  let even = 0;
  let odd = 0;
  for (let i = bytes.indexOf(0); i !== -1; i = bytes.indexOf(0, i + 1)) i % 2 ? odd++ : even++;
  return { even, odd };
}

function controlShare(bytes: Uint8Array): number {
  let control = 0;
  for (const byte of bytes) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) control++;
  return bytes.length ? control / bytes.length : 0;
}

/** Where the last whole UTF-8 character ends. */
function lastBoundary(bytes: Uint8Array): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) return byte >= 0xc0 ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
