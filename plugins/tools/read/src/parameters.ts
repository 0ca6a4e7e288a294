import { z } from 'zod';

export const description =
  'Reads a file as numbered lines (number, tab, line): up to 2000 lines or 50 KB, longer lines cut at 2000 characters. Read on with offset. Also lists folders and shows images, PDFs and notebooks.';

export const parameters = z.object({
  filePath: z.string(),
  offset: z.int().min(1).optional().describe('first line, from 1'),
  limit: z.int().min(1).optional().describe('number of lines'),
});
export type ReadInput = z.infer<typeof parameters>;
