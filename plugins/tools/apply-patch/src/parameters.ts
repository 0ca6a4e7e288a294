import { z } from 'zod';

export const description =
  'Changes files by a patch, all or none: *** Begin Patch, then per file "*** Add File: PATH" (+lines), "*** Delete File: PATH" or "*** Update File: PATH" (optional "*** Move to: PATH"; hunks after @@ or "@@ enclosing line"; lines begin with space, - or +), then *** End Patch.';

export const parameters = z.object({
  patchText: z.string(),
});
export type ApplyPatchInput = z.infer<typeof parameters>;
