import { lstatSync, readlinkSync } from 'node:fs';
import { readTextFile, shownPath, type ToolContext, unifiedDiff } from '@ock/kernel';

/** files whose text is shown; the question names all of them */
const MAX_FILES = 50;
/** characters that are shown of a file, and of all of them */
const MAX_CHARS = 1_000_000;

/**
 * The text that goes, as a diff; of a link where it leads to. What has no text shows by its name alone.
 * @param paths files, links and folders, not followed
 */
export async function previewRemoval(paths: readonly string[], ctx: ToolContext): Promise<string | undefined> {
  const diffs: string[] = [];
  let left = MAX_CHARS;
  for (const path of [...paths].sort()) {
    if (left <= 0 || diffs.length >= MAX_FILES) break;
    ctx.signal.throwIfAborted();
    const shown = shownPath(path, ctx.cwd);
    const before = await textOf(path, shown);
    if (!before) continue;
    const { diff } = await unifiedDiff(shown, before, '', left);
    diffs.push(diff);
    left -= diff.length;
  }
  return diffs.length === 0 ? undefined : diffs.join('');
}

async function textOf(path: string, shown: string): Promise<string | undefined> {
  try {
    const facts = lstatSync(path);
    if (facts.isSymbolicLink()) return `${readlinkSync(path)}\n`;
    return facts.isFile() ? (await readTextFile(path, shown))?.text : undefined;
  } catch {
    return undefined; // bytes, too large, closed to us, or gone
  }
}
