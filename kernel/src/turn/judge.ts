import { basename } from 'node:path';
import type { Denial, PermissionMode } from '@ock/schemas';
import { matchesAny } from '../index/catalogue.ts';
import type { Person } from '../kinds/frontend.ts';
import type { PermissionDecision, PermissionRequest } from '../kinds/policy.ts';
import type { ToolContribution } from '../kinds/tool.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { SavedRules } from './saved-rules.ts';
import { untilStopped } from './until-stopped.ts';

export interface Judgement {
  allowed: boolean;
  reason: string;
  by: Denial['by'];
  /** it changes no file */
  readOnly?: true;
}

export interface JudgeOptions {
  kernel: Kernel;
  person?: Person;
  rules: PermissionRequest['sessionRules'];
  saved: SavedRules;
  /** agent or mode that must not write */
  readOnly?: { by: 'agent' | 'mode'; name: string };
  /** agents and modes that may change only files of these names */
  writes?: readonly { name: string; only: readonly string[] }[];
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
    return { allowed: false, by: readOnly.by, reason: `${readOnly.name} must not change anything, so ${request.tool.id} is not available` };
  }
  const beyond = beyondWrites(request, options);
  if (beyond !== undefined) return { allowed: false, by: 'mode', reason: beyond };
  const decision: PermissionDecision = (await kernel.hooks.permission.promise(request)) ?? { effect: 'ask', reason: 'no policy decided' };
  const reads = decision.readOnly && { readOnly: decision.readOnly };
  if (decision.effect === 'allow') return { allowed: true, by: 'rule', reason: decision.reason, ...reads };
  if (decision.effect === 'deny') return { allowed: false, by: decision.by, reason: decision.reason };
  const answered = kernel.hooks.permissionRequest.isUsed()
    ? await untilStopped(kernel.hooks.permissionRequest.promise(request, decision, options.signal), options.signal)
    : undefined;
  if (answered?.effect === 'allow') return { allowed: true, by: 'hook', reason: answered.reason };
  if (answered) return { allowed: false, by: 'hook', reason: answered.reason };
  const base = { session_id: request.sessionId, time: Date.now(), call_id: request.callId, tool: request.tool.id };
  kernel.emit({ ...base, type: 'permission_asked', subjects: request.subjects, reason: decision.reason });
  if (!person?.permission) {
    return { allowed: false, by: 'headless', reason: `needs permission (${decision.reason}) and nobody can be asked in this run` };
  }
  const change = preview && (await seen(preview, options.signal));
  const asked = change ? { ...request, change } : request;
  const answer = await untilStopped(person.permission(asked, decision, options.signal), options.signal);
  if (answer.answer === 'reject') {
    return { allowed: false, by: 'person', reason: answer.message ? `the user refused: ${answer.message}` : 'the user refused' };
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

function beyondWrites({ tool, subjects }: PermissionRequest, { kernel, writes: limits = [] }: JudgeOptions): string | undefined {
  const [first] = limits;
  // such a tool changes files that its call does not name
  const readsToo = first && !tool.readOnly && kernel.find('tool', tool.id)?.contribution.readOnlyWhen !== undefined;
  if (readsToo && subjects.some((subject) => 'command' in subject)) return `${limitText(first)}, so ${tool.id} only reads`;
  for (const subject of subjects) {
    if (!('path' in subject) || subject.action !== 'write') continue;
    const limit = limits.find(({ only }) => !matchesAny(basename(subject.path), only));
    if (limit) return limitText(limit);
  }
  return undefined;
}

function limitText({ name, only }: { name: string; only: readonly string[] }): string {
  return `${name} may change only ${only.join(', ')}`;
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
): JudgeOptions['readOnly'] {
  if (workMode?.readOnly) return { by: 'mode', name: `mode ${workMode.id}` };
  if (agent.readOnly) return { by: 'agent', name: `agent ${agent.id}` };
  return mode === 'plan' ? { by: 'mode', name: 'permission mode plan' } : undefined;
}
