import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Denial, Session } from '@ock/schemas';
import { errorText } from '../../boot/explain.ts';
import { limitOutput } from '../../files/limit-output.ts';
import { pruneOutputs } from '../../files/prune-outputs.ts';
import type { PermissionRequest } from '../../kinds/policy.ts';
import type {
  Delegated,
  Delegation,
  SideAnswer,
  SideQuestion,
  Tool,
  ToolContext,
  ToolContribution,
  ToolModes,
  ToolOutput,
} from '../../kinds/tool.ts';
import { KernelError, ToolError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { near } from '../../runtime/near.ts';
import { redactDeep, redactSecrets } from '../../runtime/redact.ts';
import { SecretFilter } from '../../runtime/secret-filter.ts';
import { wellFormed } from '../context/well-formed.ts';
import { reasonText } from '../reason-text.ts';
import { outputsOf } from '../session/session-outputs.ts';
import { untilStopped } from '../until-stopped.ts';
import { checkArguments } from './arguments.ts';
import { childEnv } from './child-env.ts';
import { asCalled, changes, denialOf, type JudgeOptions, judge } from './judge.ts';
import { forbidden } from './judge-file.ts';
import { resultLimits } from './result-limits.ts';
import { nameOfTool } from './tool-name.ts';
import type { ToolSession } from './tool-session.ts';

export interface ToolCall {
  callId: string;
  tool: string;
  input: unknown;
}

/** What one call needs of its conversation. */
export interface ToolScope extends Omit<JudgeOptions, 'saved'> {
  session: Session;
  saved: JudgeOptions['saved'];
  toolSession: ToolSession;
  agent: string;
  mode: PermissionRequest['mode'];
  cwd: string;
  workspace: string;
  /** ids that may be called: those offered to the model, and those that only other models are offered */
  offered: ReadonlySet<string>;
  /** told of each call that a call made */
  inner?(run: ToolRun): void;
  /** absent outside a session */
  delegate?(callId: string, task: Delegation): Promise<Delegated>;
  complete?(question: SideQuestion): Promise<SideAnswer>;
  modes?: ToolModes;
  /** ids that one of those may stand for as well; absent: the offered ones */
  reachable?: ReadonlySet<string>;
}

export interface ToolRun {
  tool: string;
  output: ToolOutput;
  durationMs: number;
  denial?: Denial;
  /** why it was denied, for people */
  refusal?: string;
}

/** Runs one call from name to output: hook, arguments, permission, run, hook. Never throws: what goes wrong is the output. */
export async function runTool(call: ToolCall, scope: ToolScope): Promise<ToolRun> {
  let begin = performance.now();
  const { kernel } = scope;
  const done = (output: ToolOutput, tool: string): ToolRun => ({
    tool,
    output: { ...output, ...redactDeep({ text: output.text, title: output.title, metadata: output.metadata }, redactSecrets) },
    durationMs: Math.round(performance.now() - begin),
  });
  const named = findTool(call.tool, scope);
  if (!named) return done(unknownTool(call.tool, scope), call.tool);
  let { id } = named;
  try {
    scope.signal.throwIfAborted();
    let contribution = named;
    let tool = (await kernel.use('tool', id)) as Tool<unknown>;
    let input = await checkArguments(id, contribution.parameters, call.input);
    const other = tool.standsFor?.(input);
    if (other) {
      contribution = meant(other.tool, scope);
      id = contribution.id;
      tool = (await kernel.use('tool', id)) as Tool<unknown>;
      input = await checkArguments(id, contribution.parameters, other.input);
    }
    if (contribution.permission === 'fs.write' && !asCalled(contribution, input).readOnly) await kernel.activateFor('onEdit');
    const before = { sessionId: scope.session.id, callId: call.callId, tool: contribution, input };
    let asked = kernel.hooks.toolBefore.isUsed()
      ? ((await untilStopped(kernel.hooks.toolBefore.promise(before, scope.signal), scope.signal)) ?? before)
      : before;
    if (asked.input !== input) asked = { ...asked, input: await checkArguments(id, contribution.parameters, asked.input) };
    const base = {
      sessionId: scope.session.id,
      callId: call.callId,
      mode: scope.mode,
      agent: scope.agent,
      cwd: scope.cwd,
      workspace: scope.workspace,
      sessionRules: scope.rules,
    };
    const context = toolContext(call.callId, id, scope, (what) => judge({ ...base, ...what }, scope));
    const touched = tool.subjects && Promise.resolve(tool.subjects(asked.input, context));
    const subjects = touched ? await untilStopped(touched, scope.signal) : [{ action: 'other' as const, what: id }];
    const request: PermissionRequest = {
      ...base,
      tool: asCalled(contribution, asked.input),
      input: asked.input,
      subjects,
    };
    const { preview } = tool;
    const judgement = await judge(request, scope, preview && (() => preview.call(tool, asked.input, context)));
    if (!judgement.allowed) {
      const denial = denialOf(request, judgement);
      const refusal = reasonText(kernel.t, judgement);
      kernel.emit({
        type: 'permission_denied',
        session_id: scope.session.id,
        time: Date.now(),
        call_id: call.callId,
        tool: id,
        subjects,
        reason: denial.reason,
        ...(refusal !== denial.reason && { told: refusal }),
        by: denial.by,
      });
      const text = `Denied: ${denial.reason}. Do not try to get the same effect another way; go on without it or say what you need.`;
      return { ...done({ text, isError: true }, id), denial, refusal };
    }
    // a person's thinking is no work of the tool
    if (judgement.by === 'person') begin = performance.now();
    if (judgement.readOnly) asked = { ...asked, onlyReads: true };
    scope.signal.throwIfAborted();
    if (kernel.hooks.toolStart.isUsed()) await untilStopped(kernel.hooks.toolStart.promise(asked, subjects, scope.signal), scope.signal);
    // a link may have been moved while a person thought: what runs must be what was judged
    const again = tool.subjects ? await untilStopped(Promise.resolve(tool.subjects(asked.input, context)), scope.signal) : subjects;
    if (JSON.stringify(again) !== JSON.stringify(subjects))
      throw new ToolError(`What ${id} would touch changed while it was judged, so it was not run. Call it again.`);
    const output = wellFormed(id, await untilStopped(tool.run(asked.input, context), scope.signal));
    const next = kernel.hooks.toolResult.isUsed()
      ? ((await kernel.hooks.toolResult.promise(output, asked, { files: scope.toolSession.files, signal: scope.signal })) ?? output)
      : output;
    const told = await limited(next === output ? output : wellFormed(id, next), context, kernel);
    return done(isOutside(contribution, kernel) ? { ...told, metadata: { ...told.metadata, outside: true } } : told, id);
  } catch (error) {
    return done({ text: failure(id, error, scope), isError: true }, id);
  }
}

/** Files that a call which only changes files would write: what it was at when its process was killed. */
export async function filesWritten(call: ToolCall, scope: ToolScope): Promise<string[]> {
  const contribution = findTool(call.tool, scope);
  if (contribution?.permission !== 'fs.write') return [];
  const tool = (await scope.kernel.use('tool', contribution.id)) as Tool<unknown>;
  const input = await checkArguments(contribution.id, contribution.parameters, call.input);
  const refuse = () => Promise.reject(new ToolError('Nothing is asked for here.'));
  const subjects = (await tool.subjects?.(input, toolContext(call.callId, contribution.id, scope, refuse))) ?? [];
  return subjects.flatMap((subject) => ('path' in subject && subject.action === 'write' ? [subject.path] : []));
}

/** Does what it tells come from somebody else: the network, or a program that is no part of us? */
function isOutside({ id, permission }: ToolContribution, kernel: Kernel): boolean {
  return permission === 'net' || (permission === 'exec' && kernel.bridges.tools().some(({ contribution }) => contribution.id === id));
}

function failure(id: string, error: unknown, { kernel, signal }: ToolScope): string {
  if (signal.aborted) {
    const late = signal.reason instanceof KernelError && signal.reason.code === 'OC_LIMIT_TIME';
    return late ? 'The call was stopped before it finished: the time is over.' : 'The call was interrupted by the user before it finished.';
  }
  if (error instanceof ToolError) return error.message;
  kernel.options.log.warn('tool failed', { tool: id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  if (error instanceof KernelError) return `${id} failed: ${errorText(error, kernel.language.english)}`;
  return `${id} failed: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * The tool of this name, in any spelling. One that is withheld only because nothing may be changed is found too: `judge` refuses it, and the
 * refusal is listed.
 */
function findTool(name: string, { kernel, offered, readOnly }: ToolScope): ToolContribution | undefined {
  const withheld = readOnly ? kernel.find('tool', name)?.contribution : undefined;
  if (withheld && changes(withheld)) return withheld;
  const id = nameOfTool(name, offered);
  return id === undefined ? undefined : kernel.find('tool', id)?.contribution;
}

/** @throws ToolError for a tool that is not there or not allowed here */
function meant(id: string, { kernel, offered, reachable = offered, readOnly }: ToolScope): ToolContribution {
  const found = kernel.find('tool', id)?.contribution;
  if (found && (reachable.has(id) || (readOnly && changes(found)))) return found;
  throw new ToolError(`There is no tool ${id}.`);
}

function unknownTool(name: string, { offered }: ToolScope): ToolOutput {
  const meant = near(name, [...offered], 1);
  return { text: `There is no tool ${name}.${meant && ` Did you mean ${meant}?`} Tools: ${[...offered].join(', ')}.`, isError: true };
}

function toolContext(callId: string, id: string, scope: ToolScope, permit: ToolContext['permit'] & object): ToolContext {
  const { kernel, session, person, signal } = scope;
  const settings = (kernel.config.config.tool as Record<string, Record<string, unknown>> | undefined)?.[id];
  let folder: string | undefined;
  let inner = 0;
  const progress = new SecretFilter();
  return {
    cwd: scope.cwd,
    sessionId: session.id,
    callId,
    signal,
    session: scope.toolSession,
    config: settings ?? {},
    get outputDir() {
      if (folder === undefined) {
        folder = outputsOf(kernel.paths.data, session.id);
        makeFolder(folder, kernel);
        prune(kernel, session.id);
      }
      return folder;
    },
    rules: scope.rules,
    env: childEnv(kernel, id),
    progress: (piece) => {
      const text = progress.push(piece);
      if (text !== '') kernel.emit({ type: 'tool_progress', session_id: session.id, time: Date.now(), call_id: callId, tool: id, text });
    },
    permit,
    forbids: async (path) => (await forbidden(path, scope)) !== undefined,
    call: async (tool, input) => {
      const run = await runTool({ callId: `${callId}.${++inner}`, tool, input }, scope);
      scope.inner?.(run);
      return run.output;
    },
    reads: (tool, input) => {
      const found = findTool(tool, scope);
      return found !== undefined && asCalled(found, input).readOnly;
    },
    ...(scope.delegate && { delegate: (task: Delegation) => scope.delegate?.(callId, task) as Promise<Delegated> }),
    ...(scope.complete && { complete: scope.complete }),
    ...(scope.modes && { modes: scope.modes }),
    ask: async (questions) => {
      if (!person) throw new KernelError('OC_NO_PERSON');
      kernel.emit({ type: 'question_asked', session_id: session.id, time: Date.now(), call_id: callId, questions });
      return untilStopped(person.questions(questions, signal), signal);
    },
  };
}

/** Where none can be made tools run all the same, and say what of their output could not be saved. */
function makeFolder(folder: string, { options }: Kernel): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    options.log.warn('no folder for output', { folder, error: String(error) });
  }
}

/** Bounds what any tool may tell the model; tools that know better cut earlier and smaller. */
async function limited(output: ToolOutput, context: ToolContext, kernel: Kernel): Promise<ToolOutput> {
  const { maxBytes, maxLines } = resultLimits(kernel);
  const known = output.metadata?.output_file;
  const { text, file, truncated } = await limitOutput(output.text, {
    get dir() {
      return context.outputDir;
    },
    keep: 'both',
    name: context.callId,
    maxBytes,
    maxLines,
    ...(typeof known === 'string' && { file: known }),
  });
  if (!truncated) return output;
  return { ...output, text, ...(file && { metadata: { ...output.metadata, output_file: file } }) };
}

const pruned = new WeakSet<Kernel>();

/** Once in a process, and beside its work: nothing waits for it. */
function prune(kernel: Kernel, current: string): void {
  if (pruned.has(kernel)) return;
  pruned.add(kernel);
  pruneOutputs(join(kernel.paths.data, 'tool-output'), current, kernel.signal).catch((error: unknown) => {
    kernel.options.log.debug('old outputs not removed', { error: String(error) });
  });
}
