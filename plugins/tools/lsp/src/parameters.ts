import { z } from 'zod';

export const description =
  'Asks a language server. Places are 1-based; symbol (the name on that line) stands for column. symbols lists a file, workspaceSymbols needs query. To rename or format use lsp_edit.';

export const parameters = z.object({
  operation: z.enum([
    'definition',
    'references',
    'hover',
    'diagnostics',
    'symbols',
    'workspaceSymbols',
    'implementation',
    'typeDefinition',
    'incomingCalls',
    'outgoingCalls',
    'codeActions',
    'completion',
  ]),
  filePath: z.string().optional(),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
  symbol: z.string().optional(),
  query: z.string().optional(),
});
export type LspInput = z.infer<typeof parameters>;
