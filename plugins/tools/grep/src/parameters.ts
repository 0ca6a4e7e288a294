import { z } from 'zod';

export const description =
  'Searches file contents with ripgrep (Rust regex). At most 100 matches, by file as `line: text`. Hidden files are searched; ignored, binary and secret-looking ones are not.';

export const parameters = z.object({
  pattern: z.string(),
  path: z.string().optional(),
  include: z.string().optional().describe('only files like `*.ts` or `src/**/*.{ts,tsx}`'),
  type: z.string().optional().describe('ripgrep file type: ts, py'),
  context: z.int().nonnegative().optional().describe('lines around each match'),
  ignoreCase: z.boolean().optional(),
  multiline: z.boolean().optional(),
  outputMode: z.enum(['content', 'files', 'count']).optional(),
});
