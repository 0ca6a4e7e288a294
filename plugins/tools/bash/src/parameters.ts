import { z } from 'zod';

export const description =
  'Runs a shell command in a new non-interactive bash and returns its output and exit code. stdin is closed. State such as cd or variables does not carry over: use workdir. Start servers with `&`: they keep running and their output goes to a file. Long output is cut in the middle and kept whole in a file.';

export const parameters = z.object({
  command: z.string(),
  timeout: z.int().positive().optional().describe('ms, default 120000, at most 600000'),
  workdir: z.string().optional().describe('default: the session folder'),
  description: z.string().optional().describe('what it does, in 5-10 words'),
});
