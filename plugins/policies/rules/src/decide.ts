import { isAbsolute } from 'node:path';
import { type PermissionDecision, type PermissionRequest, resolvePath } from '@ock/kernel';
import type { Subject } from '@ock/schemas';
import { judgeCommand } from './judge-command.ts';
import { judgePath, pathTools } from './judge-path.ts';
import { namedFiles } from './named-files.ts';
import { once } from './once.ts';
import { literalText, matchesArguments, matchesText, parseArguments, parseTextPattern } from './pattern.ts';
import { type Effect, isAbout, parseRule, type Rule } from './rules.ts';
import type { OutputsOf } from './session-outputs.ts';
import type { Settings } from './settings.ts';
import { type Told, told } from './told.ts';
import { byRule, type Case, strictest, type Verdict } from './verdict.ts';

const MODES = ['ask', 'accept-edits', 'plan', 'deny', 'full'];

/**
 * The decision about one call: a function of the request, the settings and the file system's symlinks. Never throws; what it cannot judge it denies.
 * @param outputsOf which kept outputs it may read; absent: none
 */
export async function decide(request: PermissionRequest, settings: Settings, outputsOf?: OutputsOf): Promise<PermissionDecision> {
  try {
    const problem = malformed(request);
    if (problem) return { effect: 'deny', by: 'policy', ...cannotJudge(problem) };
    return inMode(await judge(request, settings, (await outputsOf?.(request)) ?? []), request);
  } catch (error) {
    return { effect: 'deny', by: 'policy', ...cannotJudge(error instanceof Error ? error.message : String(error)) };
  }
}

/** @param problem of whoever made the call, in English: no person can cause it */
function cannotJudge(problem: string): Told {
  return told('cannot_judge', 'the call cannot be judged: {problem}', { problem });
}

async function judge(request: PermissionRequest, settings: Settings, readable: readonly string[]): Promise<Verdict> {
  const { sessionRules } = request;
  const session = (effect: Effect): Rule[] => sessionRules[effect].map((text) => parseRule(text, effect));
  const known = new Map<string, boolean>();
  const kase: Case = {
    request,
    rules: [...settings.rules, ...session('deny'), ...session('ask'), ...(settings.sealed ? [] : session('allow'))],
    places: {
      workspace: request.workspace,
      own: settings.own,
      readable,
      folds: once((path: string) => settings.folds(path, known)),
      resolve: once(resolvePath),
    },
  };
  const subjects: Subject[] = request.subjects.length > 0 ? request.subjects : [{ action: 'other', what: request.tool.id }];
  const verdicts: Verdict[] = [];
  for (const subject of subjects) verdicts.push(await judgeSubject(subject, kase));
  if (subjects.some(({ action }) => action === 'other')) verdicts.push(...namedFiles(kase));
  const { readOnly: _some, ...strict } = strictest(verdicts);
  const verdict: Verdict = verdicts.every(({ readOnly }) => readOnly) ? { ...strict, readOnly: true } : strict;
  if (verdict.effect !== 'ask' || verdicts.filter(({ effect }) => effect === 'ask').length < 2) return verdict;
  const { rule: _one, ...several } = verdict;
  return several;
}

function judgeSubject(subject: Subject, kase: Case): Verdict | Promise<Verdict> {
  const { id } = kase.request.tool;
  if (subject.action === 'exec') return judgeCommand(subject.command, subject.cwd, kase);
  if (subject.action === 'net') return judgeText(subject.url, kase, subject.service);
  if (subject.action === 'other') return judgeText(subject.what, kase);
  return judgePath(subject.action, subject.path, pathTools(subject.action, id), kase);
}

/**
 * Everything that is neither a path nor a command: addresses, and tools that say nothing of what they touch.
 * @param service beginning of the text that the rule offered to the person is about, in place of the whole
 */
function judgeText(text: string, { request, rules }: Case, service?: string): Verdict {
  const { id, permission, readOnly } = request.tool;
  const match = (effect: Effect): Rule | undefined =>
    rules.find((rule) => rule.effect === effect && isAbout(rule, [id]) && matchesCall(rule, text, request));
  const own = permission === 'session' || permission === 'ask';
  const denied = match('deny');
  if (denied) return byRule('deny', denied);
  if (request.mode === 'plan' && !own && readOnly !== true)
    return {
      effect: 'deny',
      ...told('plan_changes', '{tool} may change something, and permission mode is plan', { tool: id }),
      by: 'mode',
    };
  const asked = match('ask');
  if (asked) return byRule('ask', asked);
  const allowed = match('allow');
  if (allowed) return byRule('allow', allowed);
  if (own) return { effect: 'allow', ...told('session_only', 'it touches nothing but the session') };
  return {
    effect: 'ask',
    ...(text === id ? told('uses', 'it uses {tool}', { tool: id }) : told('uses_for', 'it uses {tool}: {what}', { tool: id, what: text })),
    rule: text === id ? id : service && text.startsWith(service) ? `${id}(${literalText(service)}*)` : `${id}(${literalText(text)})`,
  };
}

/** `tool`, `tool(domain:example.com)` of an address, `tool(argument=pattern)` of any call, or a pattern of what it touches. */
function matchesCall({ pattern, effect }: Rule, text: string, { input }: Case['request']): boolean {
  if (pattern === undefined) return true;
  if (pattern.startsWith('domain:')) return isOfDomain(text, pattern.slice('domain:'.length).trim());
  const conditions = parseArguments(pattern);
  return conditions ? matchesArguments(conditions, input, effect === 'allow') : matchesText(parseTextPattern(pattern), text);
}

/** The host itself or one below it. */
function isOfDomain(text: string, domain: string): boolean {
  if (!URL.canParse(text)) return false;
  const host = new URL(text).hostname.toLowerCase().replace(/\.$/, '');
  const wanted = domain.toLowerCase().replace(/^\*\./, '');
  return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`));
}

function inMode(verdict: Verdict, { mode }: PermissionRequest): PermissionDecision {
  const { effect, reason, because, rule, held, readOnly, asks } = verdict;
  const reads = readOnly && { readOnly };
  const why = { reason, because, ...reads };
  const offered = rule === undefined ? {} : { rule };
  if (effect === 'allow') return { effect, ...why };
  if (effect === 'deny') return { effect, ...why, by: verdict.by ?? 'policy', ...offered };
  if (mode === 'full' && !held) return { effect: 'allow', ...told('mode_full', 'permission mode full allows it'), ...reads };
  if (mode === 'deny')
    return {
      effect: 'deny',
      by: 'mode',
      reason: `${reason}, and permission mode deny asks nobody`,
      because: { key: 'policy-rules.mode_deny', args: { reason: because } },
    };
  return { effect, ...why, ...offered, ...(held && { held: true as const }), ...(asks && { asks }) };
}

/** What is wrong with a request that did not come from our kernel. */
function malformed(request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null) return 'it is no object';
  const { tool, subjects, mode, cwd, workspace, sessionRules } = request as Partial<PermissionRequest>;
  if (typeof tool?.id !== 'string' || tool.id === '') return 'it names no tool';
  if (typeof cwd !== 'string' || !isAbsolute(cwd) || typeof workspace !== 'string' || !isAbsolute(workspace)) return 'it has no folder';
  if (typeof mode !== 'string' || !MODES.includes(mode)) return 'it has no permission mode';
  if (![sessionRules?.allow, sessionRules?.ask, sessionRules?.deny].every(Array.isArray)) return 'it has no session rules';
  if (!Array.isArray(subjects) || !subjects.every(isSubject)) return 'what it touches is not told';
  return undefined;
}

function isSubject(subject: unknown): subject is Subject {
  if (typeof subject !== 'object' || subject === null) return false;
  const { action, path, command, cwd, url, service, what } = subject as Record<string, unknown>;
  if (action === 'read' || action === 'write') return typeof path === 'string' && isAbsolute(path);
  if (action === 'exec') return typeof command === 'string' && typeof cwd === 'string' && isAbsolute(cwd);
  if (action === 'net') return typeof url === 'string' && ['undefined', 'string'].includes(typeof service);
  return action === 'other' && typeof what === 'string';
}
