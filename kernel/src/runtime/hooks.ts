import type { Compaction, Event, Subject, Usage } from '@ock/schemas';
import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook, SyncHook, SyncWaterfallHook } from 'tapable';
import type { ModelEvent, ModelMessage, ModelRequest, ModelTarget } from '../kinds/model.ts';
import type { PermissionDecision, PermissionRequest } from '../kinds/policy.ts';
import type { ToolContribution, ToolOutput } from '../kinds/tool.ts';
import type { FileLedger } from '../turn/tools/tool-session.ts';
import { guard, type TapFailure, type TapPolicy } from './tap-guard.ts';

export interface PromptInput {
  text: string;
  files: { mime: string; data: string; name?: string }[];
  /** what the model is told before it, and the person is not shown */
  notes?: string[];
  /** why it is not sent; the person is told */
  refused?: string;
}
export interface SessionInfo {
  id: string;
  cwd: string;
  /** a sub-agent's: the session that it works for */
  parent?: string;
  /** how it was opened */
  source?: 'new' | 'resumed';
}
export interface TurnInfo {
  sessionId: string;
  turn: number;
  agent: string;
  model: string;
  cwd: string;
}
export interface ToolCallInfo {
  sessionId: string;
  callId: string;
  tool: ToolContribution;
  input: unknown;
  /** `toolStart` and later: the policy knows that it changes no file */
  onlyReads?: true;
}

/** The model has nothing more to do. */
export interface StopInfo extends TurnInfo {
  /** its last answer */
  text: string;
  /** how often a tap has had it go on for this prompt */
  again: number;
  /** a sub-agent's: the session that it works for */
  parent?: string;
}
export interface CompactInfo {
  sessionId: string;
  cwd: string;
  reason: Compaction['reason'];
  /** what the person wants kept */
  focus?: string;
}

export interface ToolResultScope {
  /** the versions of files that the model has seen */
  files: FileLedger;
  signal: AbortSignal;
}

/**
 * Every extension point, in the order a turn meets them. Each field's comment says when it runs and what a tap's return value means; for people
 * it stands in docs/hooks.md. All taps run with a deadline under their plugin's name; a failing tap is skipped and reported once, except where
 * said otherwise.
 */
export class Hooks {
  /** Once, after the layers are merged and before anything reads them, for plugins with `onStart`. Returns the next configuration. */
  readonly config = new AsyncSeriesWaterfallHook<[config: Record<string, unknown>]>(['config']);
  /**
   * Before a prompt becomes a message (mentions, slash commands, images). Returns the next input. `files`: the versions of
   * files that the model has seen. Plugins in a process of their own get neither it nor the scope of `toolResult`.
   */
  readonly prompt = new AsyncSeriesWaterfallHook<[input: PromptInput, session: SessionInfo, files: FileLedger]>([
    'input',
    'session',
    'files',
  ]);
  /** Before each model call. Returns the messages of this call (rules, compaction, injected files). */
  readonly context = new AsyncSeriesWaterfallHook<[messages: ModelMessage[], info: TurnInfo]>(['messages', 'info']);
  /** Before each model call. The first `provider/model` returned wins. */
  readonly route = new AsyncSeriesBailHook<[info: TurnInfo & { prompt: string }], string | undefined>(['info']);
  /** Before the wire. Returns the next request. */
  readonly request = new AsyncSeriesWaterfallHook<[request: ModelRequest, target: Readonly<Omit<ModelTarget, 'apiKey'>>]>([
    'request',
    'target',
  ]);
  /** For each model event. Returns the next event. */
  readonly response = new SyncWaterfallHook<[event: ModelEvent, info: TurnInfo]>(['event', 'info']);
  /** After a call's arguments were checked, before it is judged. Returns the call, possibly changed. A failing tap fails the call. */
  readonly toolBefore = new AsyncSeriesWaterfallHook<[call: ToolCallInfo, signal: AbortSignal]>(['call', 'signal']);
  /** For each call. The first decision returned wins; a failing tap denies. A tap never waits for a person: it returns `ask`. */
  readonly permission = new AsyncSeriesBailHook<[request: PermissionRequest], PermissionDecision | undefined>(['request']);
  /** Before a person is asked about a call, or it is refused because nobody is there. The first answer returned wins; a failing tap has none. */
  readonly permissionRequest = new AsyncSeriesBailHook<
    [request: PermissionRequest, question: Extract<PermissionDecision, { effect: 'ask' }>, signal: AbortSignal],
    Exclude<PermissionDecision, { effect: 'ask' }> | undefined
  >(['request', 'question', 'signal']);
  /** A call may run and is about to, before anything of it happened. `subjects`: what it says it would touch. `signal`: the call is interrupted. */
  readonly toolStart = new AsyncSeriesHook<[call: ToolCallInfo, subjects: readonly Subject[], signal: AbortSignal]>([
    'call',
    'subjects',
    'signal',
  ]);
  /** After a call ran. Returns the next output. `scope.signal`: the call is interrupted. */
  readonly toolResult = new AsyncSeriesWaterfallHook<[output: ToolOutput, call: ToolCallInfo, scope: ToolResultScope]>([
    'output',
    'call',
    'scope',
  ]);
  /** A session is open: new, resumed or copied. */
  readonly sessionStart = new AsyncSeriesHook<[session: SessionInfo]>(['session']);
  /** A session is left; its lock is still held. */
  readonly sessionEnd = new AsyncSeriesHook<[session: SessionInfo]>(['session']);
  /** Before a turn: one answer of the model and the calls in it. */
  readonly turnStart = new AsyncSeriesHook<[info: TurnInfo]>(['info']);
  /** After a turn's calls; also when it failed or was interrupted. */
  readonly turnEnd = new AsyncSeriesHook<[info: TurnInfo]>(['info']);
  /** The model is done with a prompt. The first text returned is told to it, and it goes on. */
  readonly stop = new AsyncSeriesBailHook<[info: StopInfo, signal: AbortSignal], string | undefined>(['info', 'signal']);
  /** Before older messages are taken out of the view of the model. The first text returned is why they are not. */
  readonly compactBefore = new AsyncSeriesBailHook<[info: CompactInfo, signal: AbortSignal], string | undefined>(['info', 'signal']);
  /** Every event, in order: the one stream that front ends, json output and logs read. */
  readonly event = new SyncHook<[event: Event]>(['event']);
  /** After each model call, also one that was cut: its tokens and cost, failed attempts included. */
  readonly usage = new SyncHook<[usage: { sessionId: string; model: string; usage: Usage; costUsd: number }]>(['usage']);
  /** Once, before plugins are deactivated. */
  readonly shutdown = new AsyncSeriesHook<[reason: string]>(['reason']);

  /** @param report told of every failing or late tap */
  constructor(report: (failure: TapFailure) => void) {
    for (const name of HOOK_NAMES) guard(this[name], name, TAP_POLICY[name] ?? 'skip', report);
  }

  /** Facades that carry the plugin's name and can only tap. */
  taps(plugin: string): HookTaps {
    const facade = {} as Record<string, unknown>;
    for (const name of HOOK_NAMES) {
      const hook = this[name] as unknown as { tapPromise?: TapFn; tap: TapFn };
      facade[name] = {
        tap: (fn: (...args: never[]) => unknown, options: TapOptions = {}) => {
          const named = { name: plugin, ...options };
          if (SYNC_HOOKS.has(name)) hook.tap(named, fn);
          else hook.tapPromise?.(named, async (...args: never[]) => fn(...args));
        },
      };
    }
    return facade as unknown as HookTaps;
  }
}

type TapFn = (options: { name: string }, fn: (...args: never[]) => unknown) => void;
type HookFields = { [K in keyof Hooks as Hooks[K] extends { taps: unknown[] } ? K : never]: Hooks[K] };
export type HookName = keyof HookFields;

export const HOOK_NAMES: readonly HookName[] = [
  'config',
  'prompt',
  'context',
  'route',
  'request',
  'response',
  'toolBefore',
  'permission',
  'permissionRequest',
  'toolStart',
  'toolResult',
  'sessionStart',
  'sessionEnd',
  'turnStart',
  'turnEnd',
  'stop',
  'compactBefore',
  'event',
  'usage',
  'shutdown',
];
/** by name: tapable's classes have no prototype for `instanceof` */
const SYNC_HOOKS: ReadonlySet<HookName> = new Set(['response', 'event', 'usage']);
const TAP_POLICY: Partial<Record<HookName, TapPolicy>> = { permission: 'deny', toolBefore: 'throw' };

/** `stage`: lower runs earlier, default 0. `before`: plugins whose taps must run later. */
export interface TapOptions {
  /** ms after which it counts as hung, for one that waits for a program; at most 600,000, default 5,000. Plugins in a process of their own: the default */
  deadlineMs?: number;
  stage?: number;
  before?: string | string[];
}

type TapArgs<H> = H extends { tap(options: never, fn: (...args: infer A) => infer R): void } ? (...args: A) => R | Promise<R> : never;

/** What plugins see of the hooks. */
export type HookTaps = { readonly [K in HookName]: { tap(fn: TapArgs<HookFields[K]>, options?: TapOptions): void } };
