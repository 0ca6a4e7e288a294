import type { ToolResultPart } from '@ock/schemas';
import { limitOutput } from '../../files/limit-output.ts';

/** what every result keeps, however many there are */
const MIN_BYTES = 1024;
/** room for the line that says what is missing and where it is */
const NOTE_BYTES = 400;

/**
 * Cuts the largest results of one answer so that all of them together stay within a budget; small ones keep all they have. The whole text of each
 * that is cut stands in a file.
 * @param dir private folder for whole texts; made when it is needed
 * @returns the parts that were changed, in place
 */
export async function fitResults(parts: readonly ToolResultPart[], maxBytes: number, dir: string): Promise<ToolResultPart[]> {
  const sized = parts.map((part) => ({ part, bytes: Buffer.byteLength(part.output) })).sort((a, b) => a.bytes - b.bytes);
  let left = maxBytes;
  const fits = sized.findIndex(({ bytes }, i) => {
    const share = left / (sized.length - i);
    if (bytes > share) return true;
    left -= bytes;
    return false;
  });
  if (fits === -1) return [];
  const large = sized.slice(fits);
  const share = Math.max(MIN_BYTES, Math.floor(left / large.length) - NOTE_BYTES);
  const changed: ToolResultPart[] = [];
  for (const { part } of large) {
    const known = part.metadata?.output_file;
    const { text, file, truncated } = await limitOutput(part.output, {
      dir,
      keep: 'both',
      maxBytes: share,
      maxLines: Number.MAX_SAFE_INTEGER,
      name: part.call_id,
      hint: 'The results of one answer, and of a session, have a limit together: ask for less at a time.',
      ...(typeof known === 'string' && { file: known }),
    });
    if (!truncated) continue;
    part.output = text;
    if (file) part.metadata = { ...part.metadata, output_file: file };
    changed.push(part);
  }
  return changed;
}
