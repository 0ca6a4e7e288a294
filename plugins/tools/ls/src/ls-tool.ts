import { stat } from 'node:fs/promises';
import { missingFile, resolvePath, shownPath, type Tool, ToolError, toolError } from '@ock/kernel';
import type { LsInput } from './parameters.ts';
import { renderTree } from './render-tree.ts';
import { walkFolder } from './walk-folder.ts';

/** entries one call shows */
const MAX_SHOWN = 200;

export function createLsTool(): Tool<LsInput> {
  return {
    subjects: ({ path = '.' }, ctx) => [{ action: 'read', path: resolvePath(path, ctx.cwd) }],
    async run({ path = '.', ignore = [] }, ctx) {
      ctx.signal.throwIfAborted();
      const root = resolvePath(path, ctx.cwd);
      const shown = shownPath(root, ctx.cwd);
      const facts = await stat(root).catch(async (error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? await missingFile(root, ctx.cwd) : toolError(error, `list ${shown}`);
      });
      if (!facts.isDirectory()) throw new ToolError(`${shown} is a file, not a folder. Use read.`);
      const tree = await walkFolder(root, { patterns: ignore, limit: MAX_SHOWN, signal: ctx.signal });
      return {
        text: renderTree(root, tree),
        title: `${shown}/ (${tree.shown}${tree.more ? '+' : ''})`,
        metadata: { entries: tree.shown, truncated: tree.more },
      };
    },
  };
}
