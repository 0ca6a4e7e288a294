import { readSync, writeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { ErrorDetails } from '../runtime/errors.ts';
import { SYNC_FD, type SyncQuestion } from './protocol.ts';

/** characters of one question: a longer one ends the conversation */
const MAX_QUESTION = 1024 * 1024;

/**
 * The parent's end: answers one question a line.
 * @param answer its result must be JSON; when it throws, `broken` is called
 * @param broken called when the other side does not keep to the protocol
 */
export function serveSync(channel: Duplex, answer: (question: SyncQuestion) => unknown, broken: (reason: ErrorDetails) => void): void {
  let rest = '';
  channel.setEncoding('utf8');
  channel.on('error', () => channel.destroy());
  channel.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_QUESTION) return broken({ because: 'reason.plugin_long_question' });
    for (const line of lines) {
      try {
        channel.write(`${JSON.stringify({ value: answer(JSON.parse(line) as SyncQuestion) })}\n`);
      } catch (error) {
        return broken({ message: error instanceof Error ? error.message : String(error) });
      }
    }
  });
}

/** The child's end: blocks until the parent has answered, some tenths of a millisecond. Leaves the process when the parent is gone. */
export function askSync(question: SyncQuestion): unknown {
  const line = Buffer.from(`${JSON.stringify(question)}\n`);
  for (let at = 0; at < line.length; ) at += writeSync(SYNC_FD, line, at);
  const chunks: Buffer[] = [];
  const chunk = Buffer.allocUnsafe(65_536);
  for (;;) {
    const length = readSync(SYNC_FD, chunk, 0, chunk.length, null);
    if (length === 0) process.exit(0);
    chunks.push(Buffer.from(chunk.subarray(0, length)));
    if (chunk[length - 1] === 10) return (JSON.parse(Buffer.concat(chunks).toString('utf8')) as { value?: unknown }).value;
  }
}
