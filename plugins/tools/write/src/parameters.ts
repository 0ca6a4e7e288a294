import { z } from 'zod';

export const description =
  'Writes a whole file exactly as given, in UTF-8, with the folders it needs. An existing file must have been read first and must not have changed since; its mode is kept. For small changes use edit.';

export const parameters = z.object({
  filePath: z.string(),
  content: z.string(),
});
export type WriteInput = z.infer<typeof parameters>;
