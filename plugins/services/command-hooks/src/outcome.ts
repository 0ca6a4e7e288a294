import { type HookEvent, redact, type Translate, withoutHidden } from '@ock/kernel';
import { commandText, type Hook } from './hook.ts';
import type { HookRun } from './run-hook.ts';

/** characters of a text that a hook has told to the model */
const MAX_TEXT = 10_000;
/** of what it says to people */
const MAX_MESSAGE = 500;
/** where what a hook prints is told to the model as it is */
const PLAIN_CONTEXT: ReadonlySet<HookEvent> = new Set(['UserPromptSubmit', 'SessionStart']);
/** where a hook that gives no answer must not let anything pass */
const CLOSED: ReadonlySet<HookEvent> = new Set(['PreToolUse', 'UserPromptSubmit']);
/** exit codes of shells for what cannot be run or is not there */
const UNSTARTABLE = new Set([126, 127]);

/** What a hook has to say. Texts are cut and redacted. */
export interface Outcome {
  /** why it blocks */
  block?: string;
  decision?: 'allow' | 'ask' | 'deny';
  reason?: string;
  /** for the model */
  context?: string;
  updatedInput?: Record<string, unknown>;
  /** from the hook to the person */
  message?: string;
  /** about the hook, to the person */
  warning?: string;
}

type Json = Record<string, unknown>;

/** what a hook may decide; another word is no answer, least of all a yes */
const KNOWN: ReadonlySet<unknown> = new Set(['allow', 'approve', 'ask', 'block', 'defer', 'deny', '']);

/** Reads what came of a run. */
export function outcomeOf(hook: Hook, run: HookRun, t: Translate): Outcome {
  const { event } = hook;
  const about = { event, command: clip(commandText(hook), MAX_MESSAGE) };
  const silent = (warning: string): Outcome =>
    CLOSED.has(event) ? { warning, block: `${warning}; nothing passes without its answer` } : { warning };
  if (run.timedOut) return silent(t('service-command-hooks.late', { ...about, seconds: hook.timeoutMs / 1000 }));
  const text = clip(run.stderr.trim() || run.stdout.trim(), MAX_MESSAGE);
  if (run.exitCode === null || UNSTARTABLE.has(run.exitCode))
    return silent(t('service-command-hooks.unstartable', { ...about, text: run.failure ?? text }));
  if (run.exitCode === 2) return { block: clip(run.stderr.trim() || run.stdout.trim(), MAX_TEXT) || 'it gave no reason' };
  if (run.exitCode !== 0) return { warning: t('service-command-hooks.failed', { ...about, code: run.exitCode, text }) };
  const printed = run.stdout.trim();
  if (!printed.startsWith('{')) return PLAIN_CONTEXT.has(event) && printed !== '' ? { context: clip(printed, MAX_TEXT) } : {};
  const json = parsed(printed);
  if (!json) return silent(t('service-command-hooks.no_json', about));
  const strange = decisions(json).find((one) => one !== undefined && one !== null && !KNOWN.has(one));
  if (strange !== undefined)
    return silent(t('service-command-hooks.no_answer', { ...about, text: clip(JSON.stringify(strange), MAX_MESSAGE) }));
  return fromJson(json);
}

function fromJson(json: Json): Outcome {
  const own = tableOf(json.hookSpecificOutput);
  const asked = tableOf(own.decision);
  const said = textOf(decisions(json).find((one) => one !== undefined && one !== null));
  const reason = textOf(own.permissionDecisionReason ?? json.permissionDecisionReason ?? asked.message ?? json.reason);
  const context = textOf(own.additionalContext ?? json.additionalContext);
  const input = own.updatedInput ?? json.updatedInput;
  const message = textOf(json.systemMessage);
  const stops = json.continue === false;
  const blocks = said === 'block' || said === 'deny' || stops;
  const decision = said === 'approve' ? 'allow' : said;
  return {
    ...(blocks && { block: reason ?? (stops ? textOf(json.stopReason) : undefined) ?? 'it gave no reason' }),
    ...((decision === 'allow' || decision === 'ask') && !blocks && { decision }),
    ...(blocks && { decision: 'deny' as const }),
    ...(reason !== undefined && { reason }),
    ...(context !== undefined && { context }),
    ...(typeof input === 'object' && input !== null && !Array.isArray(input) && { updatedInput: input as Json }),
    ...(message !== undefined && { message: clip(message, MAX_MESSAGE) }),
  };
}

/** Where hooks put what they decide, the first that is there counts. */
function decisions(json: Json): unknown[] {
  const own = tableOf(json.hookSpecificOutput);
  return [own.permissionDecision, json.permissionDecision, tableOf(own.decision).behavior, json.decision];
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function tableOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? clip(value.trim(), MAX_TEXT) : undefined;
}

function clip(text: string, most: number): string {
  const clean = redact(withoutHidden(text));
  return clean.length > most ? `${clean.slice(0, most)}…` : clean;
}
