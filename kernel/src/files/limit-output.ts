import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cutBytes, cutBytesFromEnd, firstLines, lastLines } from './clip.ts';

/** What one tool result may tell the model. */
export const OUTPUT_MAX_LINES = 2000;
export const OUTPUT_MAX_BYTES = 51_200;

export interface LimitOutputOptions {
  /** existing private folder for the whole text: `ctx.outputDir` */
  dir: string;
  /** which end the model sees; `both`: half of the limit from each */
  keep: 'head' | 'tail' | 'both';
  maxLines?: number;
  maxBytes?: number;
  /** one more sentence for the model: how to get less */
  hint?: string;
  /** start of the saved file's name, default `output` */
  name?: string;
  /** where the whole text stands already; then nothing is saved */
  file?: string;
}

export interface LimitedOutput {
  text: string;
  /** absolute path of the whole text, when it was cut */
  file?: string;
  truncated: boolean;
}

/**
 * Cuts a tool's text to what a model may be told and keeps the whole in a file (mode 0600), whose path the cut text names.
 * Text within the limits comes back unchanged. Never throws: where the file cannot be written, the cut text says so.
 */
export async function limitOutput(text: string, options: LimitOutputOptions): Promise<LimitedOutput> {
  const { maxLines = OUTPUT_MAX_LINES, maxBytes = OUTPUT_MAX_BYTES, keep } = options;
  const bytes = Buffer.byteLength(text);
  const lines = countLines(text);
  if (bytes <= maxBytes && lines <= maxLines) return { text, truncated: false };

  const headShare = keep === 'head' ? 1 : keep === 'tail' ? 0 : 0.5;
  const head = clipHead(text, Math.ceil(maxLines * headShare), Math.floor(maxBytes * headShare));
  const tail = clipTail(text, Math.floor(maxLines * (1 - headShare)), Math.floor(maxBytes * (1 - headShare)));
  const saved = options.file ? { file: options.file } : await save(text, options);
  const left = text.slice(head.length, text.length - tail.length);
  const where = saved.file
    ? `Whole output: ${saved.file} (read it with offset and limit, or grep it).`
    : `It could not be saved: ${saved.why}.`;
  const note = `[${countLines(left)} of ${lines} lines, ${Buffer.byteLength(left)} of ${bytes} bytes left out here. ${where}${options.hint ? ` ${options.hint}` : ''}]`;
  const parts = [head.replace(/\n$/, ''), note, tail].filter((part) => part !== '');
  return { text: parts.join('\n'), truncated: true, ...(saved.file ? { file: saved.file } : {}) };
}

/** Lines as an editor shows them: a final newline ends the last line, it does not begin another. */
export function countLines(text: string): number {
  if (text === '') return 0;
  let count = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Whole lines, unless that would waste more than half of the budget on a huge line: then a part of it. */
function clipHead(text: string, maxLines: number, maxBytes: number): string {
  const whole = firstLines(text, maxLines, maxBytes);
  if (whole.lines >= maxLines || whole.bytes * 2 >= maxBytes) return whole.text;
  return cutBytes(text, maxBytes);
}

function clipTail(text: string, maxLines: number, maxBytes: number): string {
  const whole = lastLines(text, maxLines, maxBytes);
  if (whole.lines >= maxLines || whole.bytes * 2 >= maxBytes) return whole.text;
  return cutBytesFromEnd(text, maxBytes);
}

async function save(text: string, options: LimitOutputOptions): Promise<{ file?: string; why?: string }> {
  const file = join(options.dir, `${options.name ?? 'output'}-${randomBytes(5).toString('hex')}.txt`);
  try {
    await mkdir(options.dir, { recursive: true, mode: 0o700 });
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    return { file };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
