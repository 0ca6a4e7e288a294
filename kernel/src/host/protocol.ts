import type { Completion, CompletionOptions, Embedded, EmbedOptions } from '../kinds/model-calls.ts';
import type { Question, ToolContribution } from '../kinds/tool.ts';
import type { TapOptions } from '../runtime/hooks.ts';
import type { Logger } from '../runtime/plugin.ts';
import type { TranslateArgs } from '../runtime/translate.ts';
import type { WireError } from './wire-error.ts';

/** Kinds whose parts work from another process. */
export const REMOTE_KINDS = ['tool', 'policy', 'router', 'provider', 'gpu'] as const;
export type RemoteKind = (typeof REMOTE_KINDS)[number];

/**
 * Hooks that a plugin in its own process may tap. Missing are the synchronous ones, which cannot wait for another process, and `config`,
 * through which a plugin could widen its own rights.
 */
export const REMOTE_HOOKS = [
  'prompt',
  'context',
  'route',
  'request',
  'toolBefore',
  'permission',
  'toolStart',
  'toolResult',
  'sessionStart',
  'sessionEnd',
  'turnStart',
  'turnEnd',
  'shutdown',
] as const;
export type RemoteHook = (typeof REMOTE_HOOKS)[number];

/** file descriptors of the child: messages in both directions, and questions that the child waits for without returning to its event loop */
export const CHANNEL_FD = 3;
export const SYNC_FD = 4;

export interface ActivateParams {
  plugin: { name: string; version: string; root: string };
  /** absolute path of the module */
  entry: string;
  config: Record<string, unknown>;
  /** `kind:id` of everything the manifest contributes */
  contributed: string[];
  /** the module is no plugin but a file of tools, which are called by this name */
  tools?: string;
}
export interface RemotePart {
  kind: RemoteKind;
  id: string;
  /** methods that the implementation has */
  methods: string[];
}
export interface ActivateResult {
  parts: RemotePart[];
  taps: { hook: RemoteHook; options: TapOptions }[];
  /** what a file of tools exports */
  tools?: ToolContribution[];
}

/** The plain data of a ToolContext. `call` numbers the call for everything the child asks on its behalf. */
export interface RemoteToolContext {
  call: number;
  cwd: string;
  sessionId: string;
  callId: string;
  config: Record<string, unknown>;
  outputDir: string;
  env: Record<string, string>;
}

export interface CallParams {
  kind: RemoteKind;
  id: string;
  method: string;
  args: unknown[];
  /** appended to `args` as the tool's context */
  tool?: RemoteToolContext;
  /** `http` of this call and a signal are appended to `args` as `io` */
  io?: { call: number };
  /** a signal is appended to `args` */
  signal?: boolean;
}
export interface TapParams {
  index: number;
  args: unknown[];
}
/** Results travel in a box, since JSON has no `undefined` of its own. */
export interface Boxed {
  value?: unknown;
}

export interface RemoteRequest {
  url: string;
  method: string;
  headers: [string, string][];
  /** base64 */
  body?: string;
  redirect?: 'follow' | 'error' | 'manual';
}
export interface RemoteResponse {
  status: number;
  statusText: string;
  url: string;
  headers: [string, string][];
  /** base64 */
  body: string;
}

export type RemoteCompletionOptions = Omit<CompletionOptions, 'signal' | 'onText' | 'onVoid'>;
export type RemoteCompletion = Omit<Completion, 'error'> & { error?: WireError };
export type RemoteEmbedOptions = Omit<EmbedOptions, 'signal'>;

/** What the child asks the parent. */
export interface ParentMethods {
  fetch: { params: RemoteRequest; result: RemoteResponse };
  http: { params: RemoteRequest & { call: number }; result: RemoteResponse };
  secret: { params: { name: string }; result: Boxed };
  complete: { params: { prompt: string; options: RemoteCompletionOptions }; result: RemoteCompletion[] };
  embed: { params: { texts: string[]; options: RemoteEmbedOptions }; result: Embedded };
  ask: { params: { call: number; questions: Question[] }; result: string[][] };
  setState: { params: { call: number; key: string; value: unknown }; result: Boxed };
}
/** What the child tells the parent. */
export interface ParentNotices {
  log: { level: keyof Logger; text: string; data?: Record<string, unknown> };
  progress: { call: number; text: string };
}

/** What the child asks on the synchronous channel, one JSON value a line. */
export type SyncQuestion =
  | { ask: 't'; key: string; args?: TranslateArgs }
  | { ask: 'state'; call: number; key: string }
  | { ask: 'stamp'; call: number; path: string }
  | { ask: 'seen'; call: number; path: string; stamp: string };
