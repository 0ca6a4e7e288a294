import { z } from 'zod';

export const description = 'Runs one git operation. Read-only: status diff log show blame branches. Never force-pushes.';

export const parameters = z.object({
  operation: z.enum([
    'status',
    'diff',
    'log',
    'show',
    'blame',
    'branches',
    'add',
    'commit',
    'branch',
    'checkout',
    'stash',
    'push',
    'pull',
    'worktree',
  ]),
  action: z.enum(['create', 'delete', 'list', 'add', 'remove', 'push', 'pop', 'drop']).optional().describe('for branch stash worktree'),
  paths: z.array(z.string()).optional(),
  ref: z.string().optional().describe('commit, branch or range'),
  name: z.string().optional().describe('branch, remote or worktree folder'),
  message: z.string().optional(),
  staged: z.boolean().optional(),
  create: z.boolean().optional().describe('checkout: new branch'),
  lines: z.string().optional().describe('blame: "10,20"'),
  limit: z.int().positive().optional(),
});
export type GitInput = z.infer<typeof parameters>;
