import { z } from 'zod';

export const description = 'Ends a background command and all it started: SIGTERM, SIGKILL after 3 s. Without id: all of them.';

export const parameters = z.object({ id: z.string().optional() });
export type KillInput = z.infer<typeof parameters>;
