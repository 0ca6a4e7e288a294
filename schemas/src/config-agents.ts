import { z } from 'zod';
import { effort } from './config-parts.ts';

const names = (what: string) => z.array(z.string()).optional().describe(what);

/** What agents and modes may both be narrowed by. */
const limits = {
  description: z.string().optional().describe('one line: what it is for, and when to take it'),
  prompt: z.string().optional().describe('what it is told'),
  tools: z
    .union([z.array(z.string()), z.record(z.string(), z.boolean())])
    .optional()
    .describe('tools it works with, "github_*" for several; or a table of true and false. Default: all that are on'),
  without_tools: names('tools it does not work with'),
  writes: names('names of the files that its tools may change, "*.md"; []: none; default: any'),
  read_only: z.boolean().optional().describe('true: it changes nothing by any route'),
  temperature: z.number().min(0).max(2).optional().describe('sampling temperature'),
  effort,
  max_turns: z.int().positive().optional().describe('answers of the model per prompt, at most'),
  max_tokens: z.int().positive().optional().describe('tokens of one answer, at most'),
};

export const AgentConfig = z.object({
  ...limits,
  mode: z.enum(['primary', 'subagent', 'all']).optional().describe('who calls it: people, the tool task, or both; default primary'),
  model: z.string().optional().describe('model it works with, as "provider/model"'),
  ask: names('permission rules that ask while it works'),
  max_cost_usd: z.number().positive().optional().describe('what one prompt may cost'),
  hidden: z.boolean().optional().describe('true: it is not listed'),
  steps: z.int().positive().optional().meta({ description: 'same as max_turns', deprecated: true }),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

export const ModeConfig = z.object({
  ...limits,
  style: z.boolean().optional().describe('true: it is about how answers are written, and goes with any mode'),
});
export type ModeConfig = z.infer<typeof ModeConfig>;

export const PromptConfig = z.object({
  append: z.string().optional().describe('told to the model behind the prompt of any agent'),
  replace: z.string().optional().describe("told to the model in place of the agent's own prompt; sub-agents keep theirs"),
  style: z.string().optional().describe('style that answers are written in'),
  mode: z.string().optional().describe('mode that new sessions work in'),
});
export type PromptConfig = z.infer<typeof PromptConfig>;
