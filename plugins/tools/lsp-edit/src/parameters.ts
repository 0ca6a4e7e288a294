import { z } from 'zod';

export const description =
  'Changes files through a language server: rename (a symbol everywhere; needs newName), format, codeAction (title from lsp codeActions). Places as in lsp. All files are changed or none.';

export const parameters = z.object({
  operation: z.enum(['rename', 'format', 'codeAction']),
  filePath: z.string(),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
  symbol: z.string().optional(),
  newName: z.string().optional(),
  title: z.string().optional(),
});
export type LspEditInput = z.infer<typeof parameters>;
