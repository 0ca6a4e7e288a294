import { z } from 'zod';

export const description =
  'Runs a shell command in a new non-interactive bash and returns its output and exit code. stdin is closed. State such as cd or variables does not carry over: use workdir. For servers and watchers set background: it returns an id at once, for bash_output and bash_kill. Long output is cut in the middle and kept whole in a file.';

export const parameters = z.object({
  command: z.string(),
  timeout: z.int().positive().optional().describe('ms, default 120000 (background: none), at most 600000'),
  workdir: z.string().optional().describe('default: the session folder'),
  description: z.string().optional().describe('what it does, in 5-10 words'),
  background: z.boolean().optional(),
  pty: z.boolean().optional().describe('in a terminal, for programs that want one'),
});
export type BashInput = z.infer<typeof parameters>;
