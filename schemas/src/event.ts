import { z } from 'zod';
import { FinishReason, Usage } from './message.ts';

const base = { session_id: z.string(), time: z.number().describe('ms since the epoch') };

/** What a call touches, resolved: the unit that permission rules judge. */
export const Subject = z.discriminatedUnion('action', [
  z.object({ action: z.enum(['read', 'write']), path: z.string().describe('absolute, symlinks resolved') }),
  z.object({ action: z.literal('exec'), command: z.string(), cwd: z.string() }),
  z.object({
    action: z.literal('net'),
    url: z.string(),
    service: z
      .string()
      .optional()
      .describe('how `url` begins for everything that is asked of the same service: what is allowed for longer covers that'),
  }),
  z.object({ action: z.literal('other'), what: z.string() }),
]);
export type Subject = z.infer<typeof Subject>;

export const Denial = z.object({
  call_id: z.string(),
  tool: z.string(),
  input: z.unknown(),
  reason: z.string(),
  by: z.enum(['rule', 'mode', 'agent', 'headless', 'person', 'policy', 'hook']),
});
export type Denial = z.infer<typeof Denial>;

export const PermissionMode = z.enum(['ask', 'accept-edits', 'plan', 'deny', 'full']);
export type PermissionMode = z.infer<typeof PermissionMode>;

export const InitEvent = z.object({
  ...base,
  type: z.literal('init'),
  version: z.string(),
  cwd: z.string(),
  model: z.string(),
  agent: z.string(),
  permission_mode: PermissionMode,
  tools: z.array(z.string()),
  plugins: z.array(z.object({ name: z.string(), version: z.string() })),
  profile: z.string().optional(),
});

export const ResultEvent = z.object({
  ...base,
  type: z.literal('result'),
  subtype: z.enum(['success', 'error', 'limit', 'interrupted']),
  is_error: z.boolean(),
  result: z.string().describe('the final text; with --output-schema the JSON text'),
  structured: z.unknown().optional().describe('the parsed answer under --output-schema'),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  prompt_index: z.int().optional().describe('position in a --script, from 1; absent in its total'),
  num_turns: z.int().nonnegative().describe('model calls that completed'),
  duration_ms: z.number().nonnegative(),
  usage: Usage,
  cached_share: z.number().min(0).max(1).optional().describe('part of the tokens sent that came from a cache; absent: nothing was sent'),
  cost_usd: z.number().nonnegative().describe('of the calls whose price is known'),
  cost_known: z.boolean().optional().describe('false: a call had no known price, so that it cost more than cost_usd'),
  model: z.string(),
  permission_denials: z.array(Denial),
  files_changed: z.array(z.string()).describe('absolute paths'),
  exit_code: z.int(),
});
export type ResultEvent = z.infer<typeof ResultEvent>;

/** Every event, in order: the one stream that repl, json output, http, acp and logs all read. */
export const Event = z.discriminatedUnion('type', [
  InitEvent,
  z.object({
    ...base,
    type: z.literal('user'),
    message_id: z.string(),
    text: z.string(),
    files: z.array(z.string()).optional(),
    mentioned: z.array(z.string()).optional().describe('mentions that were put beside it, as written'),
  }),
  z.object({ ...base, type: z.literal('turn_start'), turn: z.int(), model: z.string() }),
  z.object({ ...base, type: z.literal('text'), message_id: z.string(), delta: z.string() }),
  z.object({ ...base, type: z.literal('reasoning'), message_id: z.string(), delta: z.string() }),
  z.object({ ...base, type: z.literal('message'), message_id: z.string(), text: z.string(), model: z.string(), finish: FinishReason }),
  z.object({ ...base, type: z.literal('tool_call'), message_id: z.string(), call_id: z.string(), tool: z.string(), input: z.unknown() }),
  z.object({ ...base, type: z.literal('tool_progress'), call_id: z.string(), tool: z.string(), text: z.string() }),
  z.object({
    ...base,
    type: z.literal('tool_result'),
    call_id: z.string(),
    tool: z.string(),
    title: z.string().optional(),
    output: z.string(),
    is_error: z.boolean(),
    duration_ms: z.number(),
    metadata: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({
    ...base,
    type: z.literal('permission_asked'),
    call_id: z.string(),
    tool: z.string(),
    subjects: z.array(Subject),
    reason: z.string(),
  }),
  z.object({
    ...base,
    type: z.literal('permission_granted'),
    call_id: z.string(),
    tool: z.string(),
    scope: z.enum(['once', 'session', 'always']),
  }),
  z.object({
    ...base,
    type: z.literal('permission_denied'),
    call_id: z.string(),
    tool: z.string(),
    subjects: z.array(Subject),
    reason: z.string(),
    told: z.string().optional().describe('the reason in the language of the person; absent: as in `reason`'),
    by: Denial.shape.by,
  }),
  z.object({ ...base, type: z.literal('question_asked'), call_id: z.string(), questions: z.unknown() }),
  z.object({
    ...base,
    type: z.literal('retry'),
    attempt: z.int(),
    max_attempts: z.int(),
    delay_ms: z.number(),
    reason: z.string(),
    discarded_message_id: z.string().optional().describe('deltas sent under this id are void'),
  }),
  z.object({
    ...base,
    type: z.literal('fallback'),
    from: z.string().describe('the model that does not answer, as provider/model'),
    to: z.string().describe('the one that is asked instead'),
    reason: z.string(),
    discarded_message_id: z.string().optional().describe('deltas sent under this id are void'),
  }),
  z.object({
    ...base,
    type: z.literal('usage'),
    model: z.string(),
    usage: Usage,
    cost_usd: z.number(),
    cost_known: z.boolean().optional().describe('false: a call had no known price, so that the call cost more than cost_usd'),
    total_usage: Usage,
    total_cost_usd: z.number(),
  }),
  z.object({
    ...base,
    type: z.literal('subagent'),
    child_session_id: z.string(),
    agent: z.string(),
    status: z.enum(['started', 'finished', 'failed']),
    call_id: z.string().optional().describe('the call it works for'),
    cost_usd: z.number().optional(),
  }),
  z
    .object({
      ...base,
      type: z.literal('subagent_event'),
      child_session_id: z.string(),
      call_id: z.string(),
      agent: z.string(),
      event: z.record(z.string(), z.unknown()).describe('an event of the child session, by this same schema'),
    })
    .describe('what goes on in a sub-agent’s session; session_id is that of the session at the top'),
  z
    .object({
      ...base,
      type: z.literal('compaction'),
      before_tokens: z.int(),
      after_tokens: z.int(),
      kind: z.enum(['summary', 'clear']).optional().describe('clear: only old results were taken out of the view'),
      reason: z.enum(['manual', 'threshold', 'overflow']).optional(),
      message_id: z.string().optional().describe('the message that marks it'),
      messages_dropped: z.int().optional().describe('that the summary stands for'),
      messages_kept: z.int().optional().describe('that the model still sees word for word'),
      results_cleared: z.int().optional(),
      summary: z.string().optional(),
      model: z.string().optional().describe('that wrote the summary; absent: it was put together without one'),
    })
    .describe('older messages left the view of the model; nothing is deleted'),
  z.object({
    ...base,
    type: z.literal('notice'),
    level: z.enum(['info', 'warning', 'error']),
    code: z.string(),
    text: z.string(),
    plugin: z.string().optional(),
  }),
  z.object({ ...base, type: z.literal('title'), title: z.string() }),
  z.object({ ...base, type: z.literal('state'), key: z.string(), value: z.unknown() }),
  ResultEvent,
]);
export type Event = z.infer<typeof Event>;
