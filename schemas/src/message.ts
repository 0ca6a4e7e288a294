import { z } from 'zod';

/** Tokens of one model call or a sum of calls. `input` counts uncached prompt tokens only. */
export const Usage = z.object({
  input: z.int().nonnegative().default(0),
  output: z.int().nonnegative().default(0).describe('completion tokens, reasoning included'),
  reasoning: z.int().nonnegative().default(0).describe('the part of output spent on reasoning'),
  cache_read: z.int().nonnegative().default(0),
  cache_write: z.int().nonnegative().default(0),
  cache_write_1h: z.int().nonnegative().optional().describe('the part of cache_write that is kept for an hour'),
});
export type Usage = z.infer<typeof Usage>;

/** Why a model call ended, one vocabulary for every wire. */
export const FinishReason = z.enum(['stop', 'tool_calls', 'length', 'content_filter', 'refusal', 'interrupted', 'error']);
export type FinishReason = z.infer<typeof FinishReason>;

const partBase = { id: z.string().describe('ULID') };

export const TextPart = z.object({
  ...partBase,
  type: z.literal('text'),
  text: z.string(),
  synthetic: z.boolean().optional().describe('written by the program, not by the person'),
});

export const ReasoningPart = z.object({
  ...partBase,
  type: z.literal('reasoning'),
  text: z.string(),
  signature: z.string().optional().describe('opaque proof the provider wants back unchanged'),
  opaque: z.unknown().optional().describe('provider data that must be sent back unchanged'),
});

export const FilePart = z.object({
  ...partBase,
  type: z.literal('file'),
  mime: z.string(),
  name: z.string().optional(),
  data: z.string().describe('base64'),
});

export const ToolCallPart = z.object({
  ...partBase,
  type: z.literal('tool_call'),
  call_id: z.string(),
  tool: z.string(),
  input: z.unknown(),
});

export const ToolResultPart = z.object({
  ...partBase,
  type: z.literal('tool_result'),
  call_id: z.string(),
  tool: z.string(),
  output: z.string().describe('what the model is told'),
  is_error: z.boolean(),
  duration_ms: z.number().nonnegative().optional(),
  title: z.string().optional().describe('what people are told of it in a few words'),
  metadata: z.record(z.string(), z.unknown()).optional(),
  attachments: z.array(z.object({ mime: z.string(), data: z.string(), name: z.string().optional() })).optional(),
});

export const Part = z.discriminatedUnion('type', [TextPart, ReasoningPart, FilePart, ToolCallPart, ToolResultPart]);
export type TextPart = z.infer<typeof TextPart>;
export type ReasoningPart = z.infer<typeof ReasoningPart>;
export type FilePart = z.infer<typeof FilePart>;
export type ToolCallPart = z.infer<typeof ToolCallPart>;
export type ToolResultPart = z.infer<typeof ToolResultPart>;
export type Part = z.infer<typeof Part>;

/** Where the model's view of a session starts, or what of it is cleared. Counts are of messages with content before this one, from the end. */
export const Compaction = z.object({
  kind: z.enum(['summary', 'clear']),
  spares: z
    .int()
    .nonnegative()
    .describe('summary: messages right before this one that the model still sees word for word; clear: those whose results stay'),
  dropped: z.int().nonnegative().describe('summary: messages it stands for; clear: results that the model no longer sees'),
  reason: z.enum(['manual', 'threshold', 'overflow']),
  before_tokens: z.int().nonnegative(),
  after_tokens: z.int().nonnegative(),
  undone: z.boolean().optional().describe('true: the person went back, the model sees everything again'),
});
export type Compaction = z.infer<typeof Compaction>;

/** One message: a user's, an assistant's, or the results of the tools the assistant called (`tool`). */
export const Message = z.object({
  id: z.string().describe('ULID'),
  session_id: z.string(),
  role: z.enum(['user', 'assistant', 'tool']),
  created_at: z.number().describe('ms since the epoch'),
  agent: z.string().optional(),
  model: z.string().optional().describe('provider/model that answered'),
  finish: FinishReason.optional().describe('absent while the message is being written'),
  usage: Usage.optional(),
  cost_usd: z.number().nonnegative().optional().describe('of all attempts whose cost is known; absent: of none'),
  cost_known: z.boolean().optional().describe('false: an attempt cost an amount that nobody told, so that it was more than cost_usd'),
  voided: z.int().positive().optional().describe('attempts at it that were given up; what they used is part of usage and cost_usd'),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  compaction: Compaction.optional().describe('it marks where the view of the model starts'),
  parts: z.array(Part),
});
export type Message = z.infer<typeof Message>;

export const Session = z.object({
  id: z.string().describe('ses_ + ULID'),
  title: z.string(),
  directory: z.string().describe('absolute path the session works in'),
  created_at: z.number(),
  updated_at: z.number(),
  parent_id: z.string().optional(),
  forked_from: z.string().optional().describe('session that it began as a copy of'),
  forked_at: z.string().optional().describe('last message of that session which was copied; absent: all were'),
  archived_at: z.number().optional().describe('ms since the epoch; hidden from lists since then'),
  agent: z.string().optional(),
  mode: z.string().optional().describe('how the agent works: architect, review …'),
  model: z.string().optional(),
  usage: Usage,
  cost_usd: z.number().nonnegative().describe('of the calls whose price is known'),
  cost_known: z.boolean().optional().describe('false: a call had no known price, so that it cost more than cost_usd'),
  undone: z
    .array(z.object({ from: z.string(), to: z.string().optional() }))
    .optional()
    .describe(
      'spans of messages that were undone, by id: the first, and the one before which they end; without it the last span can be redone',
    ),
  state: z.record(z.string(), z.unknown()).default({}).describe('what tools keep in the session, by tool: todos, plans'),
});
export type Session = z.infer<typeof Session>;
