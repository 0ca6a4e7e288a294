import { type ToolOutput, unifiedDiff } from '@ock/kernel';

type Metadata = NonNullable<ToolOutput['metadata']>;

/** where a diff of several files goes on with the next one */
const HEAD = /^(?=--- (?:a\/|\/dev\/null).*\n\+\+\+ b\/)/m;

/**
 * The diff of an edit with what a formatter did to one file of it: from what was there before the edit to what is there now.
 * @param shown how the diff names the file
 */
export async function mergedDiff(metadata: Metadata, shown: string, edited: string, formatted: string): Promise<Metadata> {
  const { diff } = metadata;
  if (typeof diff !== 'string') return metadata;
  const parts = diff.split(HEAD);
  const at = parts.findIndex((part) => part.includes(`\n+++ b/${shown}\n`));
  const old = at === -1 ? undefined : await undone(parts[at] ?? '', edited);
  if (old === undefined) return { ...metadata, diff: diff + (await unifiedDiff(shown, edited, formatted)).diff };
  const whole = await unifiedDiff(shown, old, formatted);
  const part = count(parts[at] ?? '');
  parts[at] = whole.diff;
  const { added, removed } = metadata;
  return {
    ...metadata,
    diff: parts.join(''),
    ...(typeof added === 'number' && { added: added - part.added + whole.added }),
    ...(typeof removed === 'number' && { removed: removed - part.removed + whole.removed }),
  };
}

/** What stood there before the edit. @returns undefined where its diff does not tell: one that was cut */
async function undone(part: string, edited: string): Promise<string | undefined> {
  const { applyPatch, parsePatch, reversePatch } = await import('diff');
  try {
    const [patch] = parsePatch(part);
    if (!patch || patch.hunks.length === 0) return undefined;
    const old = applyPatch(edited.replaceAll('\r\n', '\n'), reversePatch(patch));
    return old === false ? undefined : old;
  } catch {
    return undefined; // no diff that can be read
  }
}

function count(part: string): { added: number; removed: number } {
  const lines = part.split('\n').slice(2);
  return { added: lines.filter((line) => line.startsWith('+')).length, removed: lines.filter((line) => line.startsWith('-')).length };
}
