import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import {
  fileVersion,
  missingFile,
  moveToTrash,
  refuseStale,
  resolvePath,
  shownPath,
  type Tool,
  type ToolContext,
  ToolError,
  type ToolOutput,
  toolError,
  withFileLock,
} from '@ock/kernel';
import { listContents, MAX_ENTRIES } from './list-contents.ts';
import type { RmInput } from './parameters.ts';
import { previewRemoval } from './preview-removal.ts';

/** Judged by what the path is, by what it leads to, and by everything inside a folder: a rule that protects one file protects it here. */
export function createRmTool(): Tool<RmInput> {
  return {
    subjects({ filePath, recursive }, ctx) {
      const path = ownPath(filePath, ctx.cwd);
      const paths = new Set([path, resolvePath(filePath, ctx.cwd)]);
      if (recursive && facts(path)?.isDirectory()) for (const inner of listContents(path) ?? []) paths.add(inner);
      return [...paths].map((one) => ({ action: 'write' as const, path: one }));
    },
    preview({ filePath, recursive }, ctx) {
      const path = ownPath(filePath, ctx.cwd);
      const found = facts(path);
      if (found?.isDirectory()) return previewRemoval(recursive ? (listContents(path) ?? []) : [], ctx);
      return found ? previewRemoval([path], ctx) : Promise.resolve(undefined);
    },
    async run(input, ctx) {
      const path = ownPath(input.filePath, ctx.cwd);
      return withFileLock(path, () => remove(path, input, ctx));
    },
  };
}

/** The path with the links above it resolved, and not itself: a link is removed, never what it leads to. */
function ownPath(filePath: string, cwd: string): string {
  const plain = filePath.replace(/(?<=[^/])\/+$/, '');
  const name = basename(isAbsolute(plain) || plain.startsWith('~') ? plain : resolve(cwd, plain));
  const parent = dirname(plain);
  return ['', '.', '..', '~'].includes(name) || basename(plain) !== name ? resolvePath(plain, cwd) : join(resolvePath(parent, cwd), name);
}

async function remove(path: string, { recursive }: RmInput, ctx: ToolContext): Promise<ToolOutput> {
  ctx.signal.throwIfAborted();
  const shown = shownPath(path, ctx.cwd);
  const found = facts(path);
  if (!found) throw await missingFile(path, ctx.cwd);
  if (contains(path, resolvePath('.', ctx.cwd))) throw new ToolError(`${shown} holds the folder this session works in: it is not removed.`);
  const removed = found.isDirectory() ? folderContents(path, shown, recursive === true) : [path];
  if (found.isFile()) refuseStale(path, shown, (await fileVersion(path)) ?? '', ctx);
  let entry: string;
  try {
    entry = await moveToTrash(path, join(ctx.outputDir, 'trash'));
  } catch (error) {
    throw toolError(error, `remove ${shown}`);
  }
  const what = found.isDirectory()
    ? `the folder ${shown} with ${removed.length - 1} entries`
    : found.isSymbolicLink()
      ? `the link ${shown}`
      : shown;
  return {
    text: `Removed ${what}.`,
    title: shown,
    metadata: { files_changed: removed, trash: entry },
  };
}

function folderContents(path: string, shown: string, recursive: boolean): string[] {
  if (!recursive && readdirSync(path).length > 0)
    throw new ToolError(`${shown} is a folder that is not empty. Set recursive to remove it with all that is in it.`);
  const inside = listContents(path);
  if (!inside) throw new ToolError(`${shown} holds more than ${MAX_ENTRIES} entries: remove parts of it, or use a command.`);
  return [path, ...inside];
}

function facts(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
