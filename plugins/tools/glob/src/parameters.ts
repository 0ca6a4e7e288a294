import { z } from 'zod';

export const description =
  'Finds files by name, newest first, at most 100. A pattern without a slash (`*.ts`) matches in every folder; others (`src/**/*.{ts,tsx}`) match the path below `path`. Hidden files are found; what .gitignore excludes is not.';

export const parameters = z.object({
  pattern: z.string(),
  path: z.string().optional(),
});
