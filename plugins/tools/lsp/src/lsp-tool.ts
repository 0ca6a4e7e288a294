import { type LspService, resolvePath, type Tool } from '@ock/kernel';
import type { LspInput } from './parameters.ts';

/** Judged as reading the file asked about, or the session's folder. */
export function createLspTool(service: () => Promise<LspService>): Tool<LspInput> {
  return {
    subjects: ({ filePath }, ctx) => [{ action: 'read', path: resolvePath(filePath ?? '.', ctx.cwd) }],
    async run({ operation, filePath, line, column, symbol, query }, ctx) {
      const lsp = await service();
      const answer = await lsp.query(
        {
          operation,
          ...(filePath !== undefined && { file: resolvePath(filePath, ctx.cwd) }),
          ...(line !== undefined && { line }),
          ...(column !== undefined && { column }),
          ...(symbol !== undefined && { symbol }),
          ...(query !== undefined && { query }),
        },
        ctx.signal,
        ctx.forbids,
      );
      const count = answer.items.length;
      return { text: answer.text, title: `${operation}: ${count}`, metadata: { count, server: answer.server } };
    },
  };
}
