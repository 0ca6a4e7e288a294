import type { FileHandle } from 'node:fs/promises';
import { decodeText, type TextForm } from '@ock/kernel';
import { LineCollector, type LineRange, type LineSlice } from './line-collector.ts';

const CHUNK = 65_536;

/** Lines of a text at hand; the total is always known. */
export function sliceText(text: string, range: LineRange): LineSlice {
  const collector = new LineCollector(range);
  collector.push(text);
  const slice = collector.end();
  return slice.total === undefined ? { ...slice, total: lineCount(text) } : slice;
}

/** Lines of a file of any size, read only as far as needed, 64 KiB at a time. */
export async function sliceStream(file: FileHandle, form: TextForm, range: LineRange, signal: AbortSignal): Promise<LineSlice> {
  const collector = new LineCollector(range);
  const decoder = form.encoding === 'windows-1252' ? undefined : new TextDecoder(form.encoding);
  const bytewise = form.encoding === 'utf-8' || form.encoding === 'windows-1252';
  const buffer = Buffer.allocUnsafe(CHUNK);
  let position = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    let chunk = buffer.subarray(0, bytesRead);
    if (bytewise && collector.toSkip > 0) {
      const { lines, end } = skipLines(chunk, collector.toSkip);
      chunk = chunk.subarray(end);
      collector.skipped(lines, bytesRead - chunk.length - lastLineStart(buffer, end));
      if (collector.toSkip > 0) continue;
    }
    if (!collector.push(decoder ? decoder.decode(chunk, { stream: true }) : decodeText(chunk, form))) break;
  }
  return collector.end();
}

/** Where the last line before `end` begins. */
function lastLineStart(bytes: Buffer, end: number): number {
  return end === 0 ? 0 : bytes.lastIndexOf(10, end - 1) + 1;
}

/** Where the lines to skip end in the bytes, or the bytes do. */
function skipLines(bytes: Buffer, wanted: number): { lines: number; end: number } {
  let lines = 0;
  let end = 0;
  while (lines < wanted) {
    const newline = bytes.indexOf(10, end);
    if (newline === -1) return { lines, end: bytes.length };
    lines++;
    end = newline + 1;
  }
  return { lines, end };
}

function lineCount(text: string): number {
  let count = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
