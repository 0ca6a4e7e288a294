import type { FileHandle } from 'node:fs/promises';
import {
  decodeText,
  detectText,
  fileVersion,
  missingFile,
  openForReading,
  readUpTo,
  resolvePath,
  STAMP_CONTENT_MAX,
  shownPath,
  type Tool,
  type ToolContext,
  ToolError,
  type ToolOutput,
  type Translate,
  toolError,
} from '@ock/kernel';
import { formatLines } from './format-lines.ts';
import type { ReadInput } from './parameters.ts';
import { readFolder } from './read-folder.ts';
import { sliceStream, sliceText } from './read-lines.ts';
import { binaryKind, mediaType, readMedia } from './read-media.ts';
import { renderNotebook } from './render-notebook.ts';

/** lines one call shows */
const MAX_LINES = 2000;

export function createReadTool(t: Translate): Tool<ReadInput> {
  return {
    subjects: ({ filePath }, ctx) => [{ action: 'read', path: resolvePath(filePath, ctx.cwd) }],
    async run(input, ctx) {
      ctx.signal.throwIfAborted();
      const path = resolvePath(input.filePath, ctx.cwd);
      const shown = shownPath(path, ctx.cwd);
      try {
        const file = await openForReading(path);
        try {
          return await readOpen(file, path, shown, input, ctx, t);
        } finally {
          await file.close();
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw await missingFile(path, ctx.cwd);
        throw toolError(error, `read ${shown}`);
      }
    },
  };
}

async function readOpen(
  file: FileHandle,
  path: string,
  shown: string,
  input: ReadInput,
  ctx: ToolContext,
  t: Translate,
): Promise<ToolOutput> {
  const range = {
    offset: Math.max(1, Math.floor(input.offset ?? 1)),
    limit: Math.min(MAX_LINES, Math.max(1, Math.floor(input.limit ?? MAX_LINES))),
  };
  const facts = await file.stat();
  if (facts.isDirectory()) return readFolder(path, shown, range);
  if (!facts.isFile()) throw new ToolError(`${shown} is not a regular file (a device, pipe or socket).`);

  const small = facts.size <= STAMP_CONTENT_MAX;
  const bytes = await readUpTo(file, small ? STAMP_CONTENT_MAX + 1 : 65_536);
  const whole = small && bytes.length <= STAMP_CONTENT_MAX;
  const version = await fileVersion(path, whole ? bytes : undefined);
  const media = mediaType(bytes);
  if (media) {
    const output = await readMedia(path, shown, media, whole ? bytes : undefined, facts.size);
    if (version) ctx.session.files.seen(path, version);
    return output;
  }
  const form = detectText(bytes, whole);
  if (!form) {
    throw new ToolError(
      `${shown} is a binary file (${binaryKind(bytes)}${facts.size} bytes). Use a command that understands it, such as file, strings or xxd.`,
    );
  }
  const notebook = path.endsWith('.ipynb') ? await renderNotebook(path, whole ? bytes : undefined, facts.size) : undefined;
  const slice =
    notebook !== undefined
      ? sliceText(notebook, range)
      : whole
        ? sliceText(decodeText(bytes, form), range)
        : await sliceStream(file, form, range, ctx.signal);
  const output = formatLines(t, slice, range.offset, shown, [
    ...(notebook !== undefined ? ['notebook shown as cells; edit works on the JSON text of the file'] : []),
    ...(form.encoding === 'utf-8' ? [] : [`encoding ${form.encoding}, kept by edit`]),
  ]);
  if (version) ctx.session.files.seen(path, version);
  return output;
}
