import { readFileSync, rmSync } from 'node:fs';
import {
  encodeText,
  fileVersion,
  type LspFileChange,
  saveFile,
  shownPath,
  type ToolContext,
  ToolError,
  toolError,
  withFileLock,
} from '@ock/kernel';

/**
 * Writes all files or none: each must still be the version the plan was made from. Encoding, byte order mark, line ends and mode stay. When one
 * cannot be written, those before it get their old content back.
 * @throws ToolError with nothing changed, or naming what could not be taken back
 */
export async function writePlan(changes: readonly LspFileChange[], ctx: ToolContext): Promise<void> {
  const sorted = [...changes].sort((a, b) => (a.path < b.path ? -1 : 1));
  // moved content is written before its old place goes
  const ordered = [...sorted.filter(({ after }) => after !== undefined), ...sorted.filter(({ after }) => after === undefined)];
  const encoded = new Map(ordered.map(({ path, after, form }) => [path, after === undefined ? undefined : encodeText(after, form)]));
  await locked(
    sorted.map(({ path }) => path),
    () => writeAll(ordered, encoded, ctx),
  );
}

async function writeAll(
  changes: readonly LspFileChange[],
  encoded: ReadonlyMap<string, Buffer | undefined>,
  ctx: ToolContext,
): Promise<void> {
  for (const { path, version } of changes) {
    if ((await fileVersion(path)) !== version)
      throw new ToolError(`${shownPath(path, ctx.cwd)} was changed by something else just now. Nothing was changed.`);
  }
  const undo: (() => Promise<unknown>)[] = [];
  try {
    for (const { path, version } of changes) await writeOne(path, version, encoded.get(path), ctx, undo);
  } catch (error) {
    const left: string[] = [];
    for (const takeBack of undo.reverse()) await takeBack().catch((failure: unknown) => left.push(String(failure)));
    if (left.length === 0) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ToolError(`${message} Not all could be taken back: ${left.join('; ')}`, { cause: error });
  }
}

async function writeOne(
  path: string,
  version: string | undefined,
  bytes: Buffer | undefined,
  ctx: ToolContext,
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  const shown = shownPath(path, ctx.cwd);
  const old = version === undefined ? undefined : readFileSync(path);
  const never = new AbortController().signal;
  if (bytes === undefined) {
    try {
      rmSync(path);
    } catch (error) {
      throw toolError(error, `move ${shown}`);
    }
    if (old) undo.push(() => saveFile(path, shown, old, undefined, never));
    return;
  }
  const known = ctx.session.files.stamp(path) !== undefined;
  const saved = await saveFile(path, shown, bytes, version, ctx.signal);
  undo.push(async () => (old ? saveFile(path, shown, old, saved, never) : rmSync(path)));
  if (known || version === undefined) ctx.session.files.seen(path, saved);
}

/** Holds the locks of all paths, taken in one order everywhere. */
function locked<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  const [first, ...rest] = paths;
  return first === undefined ? work() : withFileLock(first, () => locked(rest, work));
}
