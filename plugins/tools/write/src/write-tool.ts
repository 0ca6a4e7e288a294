import { stat } from 'node:fs/promises';
import {
  fileVersion,
  PREVIEW_BYTES,
  readTextFile,
  refuseStale,
  resolvePath,
  saveFile,
  shownPath,
  type Tool,
  type ToolContext,
  ToolError,
  type ToolOutput,
  toolError,
  unifiedDiff,
  withFileLock,
} from '@ock/kernel';
import type { WriteInput } from './parameters.ts';

export function createWriteTool(): Tool<WriteInput> {
  return {
    subjects: ({ filePath }, ctx) => [{ action: 'write', path: resolvePath(filePath, ctx.cwd) }],
    async preview({ filePath, content }, ctx) {
      const path = resolvePath(filePath, ctx.cwd);
      const shown = shownPath(path, ctx.cwd);
      const before = (await versionOf(path, shown)) === undefined ? '' : await oldText(path, shown);
      return before === undefined ? undefined : (await unifiedDiff(shown, before, content, PREVIEW_BYTES)).diff;
    },
    run({ filePath, content }, ctx) {
      const path = resolvePath(filePath, ctx.cwd);
      return withFileLock(path, () => write(path, content, ctx));
    },
  };
}

async function write(path: string, content: string, ctx: ToolContext): Promise<ToolOutput> {
  ctx.signal.throwIfAborted();
  const shown = shownPath(path, ctx.cwd);
  const version = await versionOf(path, shown);
  if (version !== undefined) {
    refuseStale(path, shown, version, ctx);
    if (ctx.session.files.stamp(path) === undefined) {
      throw new ToolError(
        `${shown} exists and was not read in this session. Read it first, then write it, or use edit. Nothing was changed.`,
      );
    }
  }
  const before = version === undefined ? '' : await oldText(path, shown);
  const lines = content === '' ? 0 : content.split('\n').length - (content.endsWith('\n') ? 1 : 0);
  const bytes = Buffer.from(content);
  if (version !== undefined && version === (await fileVersion(path, bytes))) {
    return { text: `${shown} already has this content.`, title: shown, metadata: { files_changed: [] } };
  }
  ctx.session.files.seen(path, await saveFile(path, shown, bytes, version, ctx.signal));
  const { diff, added, removed } =
    before === undefined ? { diff: undefined, added: lines, removed: 0 } : await unifiedDiff(shown, before, content);
  return {
    text: version === undefined ? `Created ${shown} (${lines} lines).` : `Wrote ${shown} (${lines} lines, +${added} -${removed}).`,
    title: `${shown} (+${added} -${removed})`,
    metadata: { ...(diff !== undefined && { diff }), files_changed: [path], added, removed },
  };
}

async function versionOf(path: string, shown: string): Promise<string | undefined> {
  try {
    const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (facts && !facts.isFile()) throw new ToolError(`${shown} is ${facts.isDirectory() ? 'a folder' : 'not a regular file'}.`);
    return await fileVersion(path);
  } catch (error) {
    throw toolError(error, `write ${shown}`);
  }
}

/** @returns undefined for what has no text to compare with */
async function oldText(path: string, shown: string): Promise<string | undefined> {
  try {
    return (await readTextFile(path, shown))?.text;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
