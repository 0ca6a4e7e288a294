import { ToolError } from '@ock/kernel';

/** Consecutive lines of a file: what stands there now and what shall stand there. */
export interface Hunk {
  /** lines that stand above the hunk, outermost first: `@@ class A`, `@@ method()` */
  context: string[];
  lines: { op: ' ' | '-' | '+'; text: string }[];
  /** true: the hunk ends where the file ends */
  atEnd: boolean;
}

export type FileChange =
  | { kind: 'add'; path: string; lines: string[] }
  | { kind: 'delete'; path: string }
  | { kind: 'update'; path: string; moveTo?: string; hunks: Hunk[] };

const HEADER = /^\*\*\* (Add|Delete|Update) File: (.*)$/;

/**
 * Reads the `*** Begin Patch` format. A fence or a shell heredoc around it is forgiven, and so is a missing end mark; anything else that is not
 * the format is an error that names the line.
 * @throws ToolError
 */
export function parsePatch(text: string): FileChange[] {
  const all = text.replaceAll('\r\n', '\n').split('\n');
  const begin = all.findIndex((line) => line.trim() === '*** Begin Patch');
  if (begin < 0) throw new ToolError('The patch must begin with the line "*** Begin Patch". Nothing was changed.');
  const end = all.findIndex((line, at) => at > begin && line.trim() === '*** End Patch');
  const lines = end < 0 ? withoutFence(all.slice(begin + 1)) : all.slice(begin + 1, end);
  const changes: FileChange[] = [];
  let at = 0;
  const fail = (line: number, message: string): ToolError =>
    new ToolError(`Line ${begin + line + 2} of the patch: ${message} Nothing was changed.`);
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at++;
      continue;
    }
    const [, kind, given = ''] = HEADER.exec(line.trimEnd()) ?? [];
    if (kind === undefined)
      throw fail(at, `expected "*** Add File:", "*** Update File:" or "*** Delete File:", got ${JSON.stringify(line.slice(0, 80))}.`);
    const path = given.trim();
    if (path === '') throw fail(at, 'the path is missing.');
    const from = ++at;
    while (at < lines.length && !HEADER.test((lines[at] ?? '').trimEnd())) at++;
    const body = lines.slice(from, at);
    const failAt: FailAt = (offset, message) => fail(from + offset, message);
    if (kind === 'Add') changes.push({ kind: 'add', path, lines: added(body, failAt) });
    else if (kind === 'Update') changes.push(updated(path, body, failAt));
    else changes.push(deleted(path, body, failAt));
  }
  if (changes.length === 0) throw new ToolError('The patch names no file. Nothing was changed.');
  return changes;
}

type FailAt = (offset: number, message: string) => ToolError;

function deleted(path: string, body: readonly string[], failAt: FailAt): FileChange {
  const extra = body.findIndex((line) => line.trim() !== '');
  if (extra >= 0) throw failAt(extra, 'a deleted file takes no lines.');
  return { kind: 'delete', path };
}

function added(body: readonly string[], failAt: FailAt): string[] {
  const lines = trimmedEnd(body);
  lines.forEach((line, offset) => {
    if (!line.startsWith('+')) throw failAt(offset, 'every line of an added file begins with "+".');
  });
  return lines.map((line) => line.slice(1));
}

function updated(path: string, given: readonly string[], failAt: FailAt): FileChange {
  const body = trimmedEnd(given);
  const hunks: Hunk[] = [];
  let moveTo: string | undefined;
  let hunk: Hunk | undefined;
  let context: string[] = [];
  body.forEach((line, offset) => {
    const move = offset === 0 ? /^\*\*\* Move to: (.+)$/.exec(line.trimEnd()) : null;
    if (move) {
      moveTo = move[1]?.trim();
      return;
    }
    if (line.startsWith('@@')) {
      const name = line.slice(2).replace(/^ /, '').replace(/ @@$/, '');
      if (name.trim() !== '' && !/^-\d+(,\d+)? \+\d+(,\d+)?$/.test(name.trim())) context.push(name);
      hunk = undefined;
      return;
    }
    if (line.trimEnd() === '*** End of File') {
      const last = hunks.at(-1);
      if (!last) throw failAt(offset, '"*** End of File" stands behind a hunk.');
      last.atEnd = true;
      hunk = undefined;
      return;
    }
    if (!hunk || hunk.atEnd) {
      hunk = { context, lines: [], atEnd: false };
      context = [];
      hunks.push(hunk);
    }
    const op = line === '' ? ' ' : line[0];
    if (op !== ' ' && op !== '-' && op !== '+')
      throw failAt(offset, `a line of a hunk begins with a space, "-" or "+", got ${JSON.stringify(line.slice(0, 80))}.`);
    hunk.lines.push({ op, text: line.slice(1) });
  });
  if (hunks.length === 0 && moveTo === undefined) throw failAt(0, `the update of ${path} has no hunk.`);
  const idle = hunks.findIndex(({ lines }) => lines.every(({ op }) => op === ' '));
  if (idle >= 0) throw failAt(0, `hunk ${idle + 1} of ${path} changes nothing.`);
  return { kind: 'update', path, hunks, ...(moveTo !== undefined && { moveTo }) };
}

/** Blank lines behind the last one belong to the layout of the patch. */
function trimmedEnd(lines: readonly string[]): string[] {
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end--;
  return lines.slice(0, end);
}

function withoutFence(lines: string[]): string[] {
  const fence = lines.findIndex((line) => /^(```|EOF\b|PATCH\b)/.test(line.trim()));
  return fence < 0 ? lines : lines.slice(0, fence);
}
