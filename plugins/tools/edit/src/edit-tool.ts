import { editFile, previewEdits, resolvePath, type Tool } from '@ock/kernel';
import type { EditInput } from './parameters.ts';

/** Judged as reading, too: an error shows the lines nearest to what was looked for. */
export function createEditTool(): Tool<EditInput> {
  return {
    subjects({ filePath }, ctx) {
      const path = resolvePath(filePath, ctx.cwd);
      return [
        { action: 'read', path },
        { action: 'write', path },
      ];
    },
    preview: ({ filePath, ...edit }, ctx) => previewEdits(filePath, [edit], ctx),
    run: ({ filePath, ...edit }, ctx) => editFile(filePath, [edit], ctx),
  };
}
