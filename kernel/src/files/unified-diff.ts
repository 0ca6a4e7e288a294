/** bytes above which a diff is cut: it is for people's eyes */
const MAX_DIFF = 65_536;
/** the same for a diff that a person is asked about, who must be able to read all of it */
export const PREVIEW_BYTES = 4 * 1024 * 1024;
const CONTEXT = 3;

export interface UnifiedDiff {
  diff: string;
  added: number;
  removed: number;
}

/**
 * The unified diff of two texts, line ends made LF. Only the part between the first and the last difference is compared, and where that costs
 * too much it is shown as replaced, so that huge files take milliseconds.
 * @param name as it stands in the head of the diff
 * @param limit bytes above which it is cut
 */
export async function unifiedDiff(name: string, before: string, after: string, limit = MAX_DIFF): Promise<UnifiedDiff> {
  const old = before.replaceAll('\r\n', '\n');
  const now = after.replaceAll('\r\n', '\n');
  const { start, oldEnd, newEnd, line } = differing(old, now);
  const { structuredPatch } = await import('diff');
  const oldPart = old.slice(start, oldEnd);
  const newPart = now.slice(start, newEnd);
  const hunks = structuredPatch(name, name, oldPart, newPart, '', '', { context: CONTEXT, timeout: 100 })?.hunks ?? [
    replaced(oldPart, newPart),
  ];
  let added = 0;
  let removed = 0;
  const out: string[] = [`--- ${before === '' ? '/dev/null' : `a/${name}`}`, `+++ b/${name}`];
  for (const hunk of hunks) {
    const start = (first: number, count: number) => first + line - (count === 0 ? 1 : 0);
    out.push(`@@ -${start(hunk.oldStart, hunk.oldLines)},${hunk.oldLines} +${start(hunk.newStart, hunk.newLines)},${hunk.newLines} @@`);
    // one by one: as arguments, hundreds of thousands of lines would overflow the stack
    for (const text of hunk.lines) {
      out.push(text);
      if (text.startsWith('+')) added++;
      else if (text.startsWith('-')) removed++;
    }
  }
  const diff = hunks.length ? `${out.join('\n')}\n` : '';
  return { diff: diff.length > limit ? `${diff.slice(0, limit)}\n… diff cut here\n` : diff, added, removed };
}

/** The span of whole lines that holds every difference, with some lines around it. `line`: how many lines stand before it. */
function differing(old: string, now: string): { start: number; oldEnd: number; newEnd: number; line: number } {
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === now.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && old.charCodeAt(old.length - 1 - tail) === now.charCodeAt(now.length - 1 - tail)) tail++;
  for (let i = 0; i <= CONTEXT && start > 0; i++) start = old.lastIndexOf('\n', start - 1);
  start = start <= 0 ? 0 : start + 1;
  let oldEnd = old.length - tail;
  for (let i = 0; i <= CONTEXT && oldEnd < old.length; i++) {
    const next = old.indexOf('\n', oldEnd);
    oldEnd = next === -1 ? old.length : next + 1;
  }
  let line = 0;
  for (let at = old.indexOf('\n'); at !== -1 && at < start; at = old.indexOf('\n', at + 1)) line++;
  return { start, oldEnd, newEnd: now.length - (old.length - oldEnd), line };
}

interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  lines: string[];
}

function replaced(old: string, now: string): Hunk {
  const lines = (text: string, sign: string) =>
    text === ''
      ? []
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => sign + line);
  const minus = lines(old, '-');
  const plus = lines(now, '+');
  return { oldStart: 1, oldLines: minus.length, newStart: 1, newLines: plus.length, lines: [...minus, ...plus] };
}
