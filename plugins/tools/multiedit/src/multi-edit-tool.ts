import { editFile, previewEdits, resolvePath, type Tool } from '@ock/kernel';
import type { MultiEditInput } from './parameters.ts';

/** Judged as reading, too: an error shows the lines nearest to what was looked for. */
export function createMultiEditTool(): Tool<MultiEditInput> {
  return {
    subjects({ filePath }, ctx) {
      const path = resolvePath(filePath, ctx.cwd);
      return [
        { action: 'read', path },
        { action: 'write', path },
      ];
    },
    preview: ({ filePath, edits }, ctx) => previewEdits(filePath, edits, ctx),
    run: ({ filePath, edits }, ctx) => editFile(filePath, edits, ctx),
  };
}
