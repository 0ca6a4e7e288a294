export type DiffLine =
  | { kind: 'added' | 'removed' | 'same'; text: string; old?: number; new?: number }
  | { kind: 'file' | 'hunk' | 'note'; text: string };

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

const HEAD = /^(?:--- |\+\+\+ |diff |index |Index: |={10})/;

/** A unified diff line by line, each with its numbers in the old and the new file; nobody knows those of lines before the first hunk's head. */
export function parseDiff(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  // lines that the hunk still has, by its head; without one a sign alone tells
  let left: { old: number; new: number } | undefined;
  for (const line of diff.replace(/\n$/, '').split('\n')) {
    const hunk = HUNK.exec(line);
    const inside = left === undefined || left.old > 0 || left.new > 0;
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[3]);
      left = { old: Number(hunk[2] ?? 1), new: Number(hunk[4] ?? 1) };
      lines.push({ kind: 'hunk', text: line });
    } else if ((!inside || lines.every(({ kind }) => kind === 'file')) && HEAD.test(line)) lines.push({ kind: 'file', text: line });
    else if (line.startsWith('\\')) lines.push({ kind: 'note', text: line });
    else {
      const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
      const numbers = left && { ...(kind !== 'added' && { old: before++ }), ...(kind !== 'removed' && { new: after++ }) };
      if (left && numbers?.old !== undefined) left.old--;
      if (left && numbers?.new !== undefined) left.new--;
      lines.push({ kind, text: line.slice(1), ...numbers });
    }
  }
  return lines;
}

/** Lines that take each other's place: a run of removed ones and the run of added ones behind it. */
export interface Change {
  removed: Extract<DiffLine, { kind: 'added' | 'removed' | 'same' }>[];
  added: Extract<DiffLine, { kind: 'added' | 'removed' | 'same' }>[];
}

/** Runs of changes, and what lies between them as it is. */
export function changesOf(lines: DiffLine[]): (DiffLine | Change)[] {
  const parts: (DiffLine | Change)[] = [];
  let change: Change | undefined;
  for (const line of lines) {
    if (line.kind !== 'added' && line.kind !== 'removed') {
      change = undefined;
      parts.push(line);
      continue;
    }
    if (!change || (line.kind === 'removed' && change.added.length > 0)) {
      change = { removed: [], added: [] };
      parts.push(change);
    }
    change[line.kind].push(line);
  }
  return parts;
}
