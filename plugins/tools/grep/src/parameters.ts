import { z } from 'zod';

export const description =
  'Searches the contents of files with ripgrep (Rust regex syntax). Matches are grouped by file as `line: text`, at most 100. Hidden files are searched; what .gitignore excludes, binary files and files that look like secrets are not.';

export const parameters = z.object({
  pattern: z.string(),
  path: z.string().optional().describe('folder or file, default: the session folder'),
  include: z.string().optional().describe('only files like `*.ts` or `src/**/*.{ts,tsx}`'),
  type: z.string().optional().describe('kind of files as ripgrep names it: ts, py, rust'),
  context: z.int().nonnegative().optional().describe('lines around each match'),
  ignoreCase: z.boolean().optional(),
  multiline: z.boolean().optional().describe('matches may span lines, . matches newlines'),
  outputMode: z.enum(['content', 'files', 'count']).optional(),
});
