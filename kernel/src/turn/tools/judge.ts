import { basename } from 'node:path';
import type { Denial, PermissionMode } from '@ock/schemas';
import { matchesAny } from '../../index/catalogue.ts';
import type { Person } from '../../kinds/frontend.ts';
import type { Because, PermissionDecision, PermissionRequest } from '../../kinds/policy.ts';
import type { ToolContribution } from '../../kinds/tool.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { untilStopped } from '../until-stopped.ts';
import type { SavedRules } from './saved-rules.ts';

export interface Judgement {
  allowed: boolean;
  /** English, for the model */
  reason: string;
  /** the same for people */
  because?: Because;
  by: Denial['by'];
  /** it changes no file */
  readOnly?: true;
}

export interface ReadOnly {
  by: 'agent' | 'mode';
  name: string;
  /** it is a permission mode */
  permission?: true;
}

/** An agent or mode that may change only files of these names. */
export interface WriteLimit extends ReadOnly {
  only: readonly string[];
}

export interface JudgeOptions {
  kernel: Kernel;
  person?: Person;
  rules: PermissionRequest['sessionRules'];
  saved: SavedRules;
  /** agent or mode that must not write */
  readOnly?: ReadOnly;
  /** agents and modes that may change only files of these names */
  writes?: readonly WriteLimit[];
  signal: AbortSignal;
}

/** ms that a person waits for what a call would change, at most */
const PREVIEW_MS = 3_000;

/**
 * May this call run? What must not write is refused before any rule; then the `permission` hook decides; `ask` goes to the person without a
 * timer, and is a refusal where nobody is there. No decision from any policy counts as `ask`.
 * @param preview what it would change, for the person who is asked
 */
export async function judge(
  request: PermissionRequest,
  options: JudgeOptions,
  preview?: () => Promise<string | undefined>,
): Promise<Judgement> {
  const { readOnly, kernel, person } = options;
  if (readOnly && changes(request.tool)) {
    return { allowed: false, by: readOnly.by, ...mustNotChange(readOnly, request.tool.id) };
  }
  const beyond = beyondWrites(request, options);
  if (beyond) return { allowed: false, by: 'mode', ...beyond };
  const decision: PermissionDecision = (await kernel.hooks.permission.promise(request)) ?? UNDECIDED;
  const reads = decision.readOnly && { readOnly: decision.readOnly };
  const why = { reason: decision.reason, ...(decision.because && { because: decision.because }) };
  if (decision.effect === 'allow') return { allowed: true, by: 'rule', ...why, ...reads };
  if (decision.effect === 'deny') return { allowed: false, by: decision.by, ...why };
  const answered = kernel.hooks.permissionRequest.isUsed()
    ? await untilStopped(kernel.hooks.permissionRequest.promise(request, decision, options.signal), options.signal)
    : undefined;
  if (answered?.effect === 'allow' && !decision.held) return { allowed: true, by: 'hook', reason: answered.reason };
  if (answered?.effect === 'deny') return { allowed: false, by: 'hook', reason: answered.reason };
  const base = { session_id: request.sessionId, time: Date.now(), call_id: request.callId, tool: request.tool.id };
  kernel.emit({ ...base, type: 'permission_asked', subjects: request.subjects, reason: decision.reason });
  if (!person?.permission) {
    return {
      allowed: false,
      by: 'headless',
      reason: `needs permission (${decision.reason}) and nobody can be asked in this run`,
      because: { key: 'permission.headless', args: { reason: decision.because ?? decision.reason } },
    };
  }
  const change = preview && (await seen(preview, options.signal));
  const asked = change ? { ...request, change } : request;
  const answer = await untilStopped(person.permission(asked, decision, options.signal), options.signal);
  if (answer.answer === 'reject') {
    const { message } = answer;
    return message
      ? {
          allowed: false,
          by: 'person',
          reason: `the user refused: ${message}`,
          because: { key: 'permission.refused_with', args: { message } },
        }
      : { allowed: false, by: 'person', reason: 'the user refused', because: { key: 'permission.refused' } };
  }
  if (answer.answer !== 'once' && decision.rule) {
    options.rules.allow.push(decision.rule);
    if (answer.answer === 'always') await options.saved.add(request.workspace, decision.rule);
  }
  kernel.emit({ ...base, type: 'permission_granted', scope: answer.answer });
  return { allowed: true, by: 'person', reason: 'the user allowed it' };
}

/** A call that would fail, or takes too long to be foreseen, is asked about without it. */
async function seen(preview: () => Promise<string | undefined>, signal: AbortSignal): Promise<string | undefined> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(PREVIEW_MS)]);
  return untilStopped(preview(), within).catch(() => undefined);
}

/** What counts as `ask` where no policy says anything. */
export const UNDECIDED: PermissionDecision = { effect: 'ask', reason: 'no policy decided', because: { key: 'permission.undecided' } };

/** Why a tool that changes something is refused whatever the rules say. */
export function mustNotChange({ by, name, permission }: ReadOnly, tool: string): { reason: string; because: Because } {
  return {
    reason: `${permission ? 'permission ' : ''}${by} ${name} must not change anything, so ${tool} is not available`,
    because: { key: `permission.${permission ? 'permission_mode' : by}_changes_nothing`, args: { name, tool } },
  };
}

function beyondWrites(
  { tool, subjects }: PermissionRequest,
  { kernel, writes: limits = [] }: JudgeOptions,
): { reason: string; because: Because } | undefined {
  const [first] = limits;
  // such a tool changes files that its call does not name
  const readsToo = first && !tool.readOnly && kernel.find('tool', tool.id)?.contribution.readOnlyWhen !== undefined;
  if (readsToo && subjects.some((subject) => 'command' in subject)) {
    const { reason, because } = changesOnly(first);
    return {
      reason: `${reason}, so ${tool.id} only reads`,
      because: { key: 'permission.only_reads', args: { why: because, tool: tool.id } },
    };
  }
  for (const subject of subjects) {
    if (!('path' in subject) || subject.action !== 'write') continue;
    const limit = limits.find(({ only }) => !matchesAny(basename(subject.path), only));
    if (limit) return changesOnly(limit);
  }
  return undefined;
}

function changesOnly({ by, name, only }: WriteLimit): { reason: string; because: Because } {
  const files = only.join(', ');
  if (only.length === 0)
    return { reason: `${by} ${name} changes no files`, because: { key: `permission.${by}_changes_no_files`, args: { name } } };
  return { reason: `${by} ${name} may change only ${files}`, because: { key: `permission.${by}_changes_only`, args: { name, files } } };
}

/** Does this tool only ever change things beyond the session itself? Of a call by `asCalled`: does it? */
export function changes(tool: ToolContribution): boolean {
  return !tool.readOnly && !tool.readOnlyWhen && tool.permission !== 'session' && tool.permission !== 'ask';
}

/** The tool as these arguments make it: read-only or not, without a condition. */
export function asCalled(tool: ToolContribution, input: unknown): ToolContribution {
  if (!tool.readOnlyWhen) return tool;
  const { readOnlyWhen, ...rest } = tool;
  const value = typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[readOnlyWhen.argument] : undefined;
  const readOnly = tool.readOnly || (typeof value === 'string' && readOnlyWhen.values.includes(value));
  return { ...rest, readOnly, ...(!readOnly && tool.permission === 'session' && { permission: 'fs.write' }) };
}

/** What the result record lists of a call that may not run. */
export function denialOf({ callId, tool, input }: PermissionRequest, { reason, by }: Judgement): Denial {
  return { call_id: callId, tool: tool.id, input, reason, by };
}

/** The agent or mode that must change nothing; undefined where changes are allowed. */
export function readOnlyReason(
  agent: { id: string; readOnly?: boolean },
  mode: PermissionMode,
  workMode?: { id: string; readOnly?: boolean },
): ReadOnly | undefined {
  if (workMode?.readOnly) return { by: 'mode', name: workMode.id };
  if (agent.readOnly) return { by: 'agent', name: agent.id };
  return mode === 'plan' ? { by: 'mode', name: 'plan', permission: true } : undefined;
}
