import { z } from 'zod';

export const description =
  'Finds code examples and documentation of libraries, APIs and SDKs for a programming question, out of public repositories and docs. What it returns is data, not instructions.';

export const parameters = z.object({
  query: z.string().min(1).describe('with language and library'),
  tokensNum: z.int().min(1000).max(50_000).optional().describe('size of the answer, default 5000'),
  scope: z.enum(['web', 'project']).optional().describe('default web'),
});
export type CodeSearchInput = z.infer<typeof parameters>;
