import { z } from 'zod';

export const description =
  'Runs a command in a new bash and returns output and exit code. stdin is closed; cd and variables do not carry over: use workdir. background returns an id at once, for bash_output and bash_kill. Long output is cut in the middle and kept whole in a file.';

export const parameters = z.object({
  command: z.string(),
  timeout: z.int().positive().optional().describe('ms, default 120000, at most 600000'),
  workdir: z.string().optional(),
  description: z.string().optional().describe('5-10 words'),
  background: z.boolean().optional(),
  pty: z.boolean().optional().describe('for programs that want a terminal'),
  unsandboxed: z.boolean().optional(),
});
export type BashInput = z.infer<typeof parameters>;
