import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { atomicWrite } from '../host/atomic-write.ts';
import { resolvePath } from '../host/paths.ts';
import type { ToolContext } from '../kinds/tool.ts';
import { ToolError } from '../runtime/errors.ts';
import { fileVersion } from './file-version.ts';
import { nearNames } from './near-names.ts';
import { decodeText, detectText, type TextForm } from './text-codec.ts';

const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
/** bytes of the largest file that is changed as text */
export const EDITABLE_MAX = 33_554_432;

export interface TextFile {
  text: string;
  form: TextForm;
  /** what `fileVersion` says of it */
  version: string;
}

/** A path as the model and people are told it: relative to the session's folder when inside. */
export function shownPath(path: string, cwd: string): string {
  const inside = relative(resolvePath('.', cwd), path);
  return inside === '' ? '.' : inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? path : inside;
}

/**
 * A whole file as text.
 * @param shown how errors name it
 * @returns undefined when nothing is there
 * @throws ToolError for what is not a text file
 */
export async function readTextFile(path: string, shown: string): Promise<TextFile | undefined> {
  try {
    const file = openSync(path, READ_AT_ONCE);
    try {
      refuseMoved(path, shown);
      const facts = fstatSync(file);
      if (facts.isDirectory()) throw new ToolError(`${shown} is a folder.`);
      if (!facts.isFile()) throw new ToolError(`${shown} is not a regular file.`);
      if (facts.size > EDITABLE_MAX)
        throw new ToolError(`${shown} is too large to change as text (${facts.size} bytes). Use a command such as sed.`);
      const bytes = readFileSync(file);
      const form = detectText(bytes);
      if (!form) throw new ToolError(`${shown} is a binary file.`);
      return { text: decodeText(bytes, form), form, version: (await fileVersion(path, bytes)) ?? '' };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw toolError(error, `read ${shown}`);
  }
}

/**
 * Opens without waiting: a pipe that nobody writes to would hold the call for ever.
 * @param path symlinks resolved; a link that took its place, or that of a folder above it, is not followed
 */
export async function openForReading(path: string): Promise<FileHandle> {
  const file = await open(path, READ_AT_ONCE);
  try {
    refuseMoved(path, path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * A folder on the way may have become a symlink since the path was resolved and judged: then it leads to another file than the one decided about.
 * @throws ToolError
 */
function refuseMoved(path: string, shown: string): void {
  if (resolvePath(path, '/') !== path)
    throw new ToolError(`${shown} leads elsewhere than when it was judged. Nothing was done. Try again.`);
}

/** What to tell the model of a file that is not there. */
export async function missingFile(path: string, cwd: string): Promise<ToolError> {
  const near = (await nearNames(path)).map((name) => shownPath(name, cwd));
  return new ToolError(`${shownPath(path, cwd)} does not exist.${near.length ? ` Did you mean ${near.join(' or ')}?` : ''}`);
}

/** @throws ToolError when the file is another version than the model saw last; a file it never saw passes */
export function refuseStale(path: string, shown: string, version: string, ctx: ToolContext): void {
  const known = ctx.session.files.stamp(path);
  if (known !== undefined && known !== version) {
    throw new ToolError(`${shown} has changed since it was read. Read it again, then repeat the change. Nothing was changed.`);
  }
}

/**
 * Puts bytes in a file's place, with its folders, unless it is meanwhile another version than expected.
 * @param expected undefined: there must be no file
 * @returns the new version
 * @throws ToolError with nothing changed
 */
export async function saveFile(
  path: string,
  shown: string,
  bytes: Uint8Array,
  expected: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  try {
    refuseMoved(path, shown);
    await atomicWrite(path, bytes, {
      async before() {
        signal.throwIfAborted();
        refuseMoved(path, shown);
        if ((await fileVersion(path)) !== expected)
          throw new ToolError(`${shown} was changed by something else just now. Read it again. Nothing was changed.`);
      },
    }).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || expected !== undefined) throw error;
      await mkdir(dirname(path), { recursive: true });
      signal.throwIfAborted();
      await atomicWrite(path, bytes, { before: () => refuseMoved(path, shown) });
    });
  } catch (error) {
    throw toolError(error, `write ${shown}`);
  }
  return (await fileVersion(path, bytes)) ?? '';
}

const TELLABLE: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  EDQUOT: 'the quota is used up',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  ELOOP: 'its symlinks lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'it is in use',
  ENOENT: 'it does not exist',
  EMFILE: 'too many files are open',
  EIO: 'the device failed',
  EAGAIN: 'there is nothing to read in it now',
  ENXIO: 'there is no such device',
  EINVAL: 'it cannot be read that way',
  ETXTBSY: 'it is being run',
  ERR_INVALID_ARG_VALUE: 'the name is not valid',
};

/** A failure of the file system in words for the model; anything else as it is. */
export function toolError(error: unknown, doing: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const why = code && !(error instanceof ToolError) ? TELLABLE[code] : undefined;
  return why ? new ToolError(`Cannot ${doing}: ${why}.`, { cause: error }) : error;
}
