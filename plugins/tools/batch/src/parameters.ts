import { z } from 'zod';

export const description =
  'Makes up to 25 tool calls that do not need each other’s results: neighbours that only read run at the same time, others in order. Each is judged by itself; one that fails does not stop the others.';

export const parameters = z.object({
  calls: z
    .array(z.object({ tool: z.string(), input: z.record(z.string(), z.unknown()) }))
    .min(1)
    .max(25),
});
export type BatchInput = z.infer<typeof parameters>;
