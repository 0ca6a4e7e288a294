import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import {
  type Conversation,
  type Effort,
  type Kernel,
  Language,
  NO_USAGE,
  type OpenOptions,
  type Translate,
  type TurnResult,
} from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { Kernel as RealKernel } from '../../../../kernel/src/runtime/kernel.ts';
import { Log } from '../../../../kernel/src/runtime/log.ts';
import { interpolate } from '../../../../kernel/src/runtime/translate.ts';
import type { Terminal } from '../src/terminal.ts';

const textsIn = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<string, string>;
/** errors are told by their codes here */
const asked = Object.entries(textsIn('../../../../kernel/messages.json')).filter(([key]) => key.startsWith('permission.'));
const TEXTS = { ...Object.fromEntries(asked), ...textsIn('../messages.json') };
export const t: Translate = (key, args) => {
  if (!(key in TEXTS) && key.startsWith('frontend-repl.')) throw new Error(`no text for ${key}`);
  return interpolate(TEXTS[key] ?? key, args);
};

/** Collects what is written. */
export class Sink extends Writable {
  text = '';
  isTTY = false;
  columns = 100;
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.emit('written');
    done();
  }
  /** Resolves when the text holds `part`, at the latest after 5 s. */
  async until(part: string | RegExp, from = 0): Promise<void> {
    const has = () => (typeof part === 'string' ? this.text.indexOf(part, from) >= 0 : part.test(this.text.slice(from)));
    const end = Date.now() + 5000;
    while (!has()) {
      if (Date.now() > end) throw new Error(`never saw ${part} in ${JSON.stringify(this.text.slice(from))}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

export class Keyboard extends PassThrough {
  isTTY = true;
  raw = false;
  setRawMode(mode: boolean): this {
    this.raw = mode;
    return this;
  }
}

export function fakeTerminal(kind: 'keys' | 'pipe'): Terminal & { input: Keyboard; out: Sink; err: Sink } {
  const out = new Sink();
  const keys = kind === 'keys';
  return {
    input: new Keyboard(),
    out,
    screen: out,
    err: new Sink(),
    interactive: keys,
    keys,
    live: false,
    color: false,
    width: () => 100,
    height: () => 30,
    env: {},
  } as never;
}

/** A kernel over a temporary folder with two agents, an embedded provider and an `exec` tool. */
export function testKernel(root: string): Kernel {
  for (const name of ['config', 'data', 'cache', 'state', 'cwd']) mkdirSync(join(root, name), { recursive: true });
  const contributes = {
    agent: [
      { id: 'build', description: 'does work' },
      { id: 'plan', description: 'plans', readOnly: true },
    ],
    provider: [
      {
        id: 'offline',
        name: 'Offline',
        wire: 'none',
        auth: { type: 'none' },
        models: [{ id: 'intents' }, { id: 'other' }],
        defaultModel: 'intents',
        embedded: true,
      },
    ],
    wire: [{ id: 'none' }],
    tool: [{ id: 'bash', permission: 'exec', readOnly: false }],
    service: [{ id: 'sessions' }],
    slash: [
      { id: 'new', help: 'new' },
      { id: 'resume', usage: '[ID]', help: 'resume' },
    ],
  };
  const manifest = { apiVersion: '^1.0.0', contributes, permissions: [], requires: [], activation: [], critical: false };
  const sessions = {
    list: async () => [{ id: 'ses_1', title: 'first one', updated_at: 0 }],
    resolve: async (id: string) => ({ id }),
    export: async (id: string) => ({ format: 'opencode-session', session: { id } }),
  };
  return new RealKernel({
    version: '1.2.3',
    installRoot: root,
    plugins: [{ name: '@test/parts', version: '1.0.0', root, entry: 'x', origin: 'bundled', manifest: manifest as never }],
    config: { config: {}, notices: [], files: [], origin: () => undefined } as never,
    paths: { config: join(root, 'config'), data: join(root, 'data'), cache: join(root, 'cache'), state: join(root, 'state') },
    env: {},
    cwd: join(root, 'cwd'),
    language: Object.assign(new Language(() => ({})), { t }),
    log: new Log(join(root, 'log'), 'error'),
    http: { request: () => Promise.reject(new Error('no network in this test')) },
    load: async () => ({
      activate: (ctx) => {
        ctx.register('service', 'sessions', sessions);
        ctx.register('slash', 'new', { run: ({ talk, line }) => talk.fresh().then(() => line('fresh')) });
        ctx.register('slash', 'resume', {
          run: async ({ talk, line }, rest) => line(`now in ${(await talk.resume(rest)).session.id}`),
        });
        // a wire that knows one word
        ctx.register('wire', 'none', { stream: async () => undefined, effort: (effort) => (effort === 'high' ? 'think=hard' : undefined) });
      },
    }),
  });
}

export interface FakeTurn {
  text: string;
  signal: AbortSignal;
  emit(event: Partial<Event> & { type: Event['type'] }): void;
  options: OpenOptions;
  conversation: Conversation;
}

/** `openConversation` whose prompts are answered by `turn`. `opened`: what it was called with. */
export function fakeOpen(turn: (turn: FakeTurn) => Promise<Partial<TurnResult> | undefined>) {
  const opened: OpenOptions[] = [];
  const closed: string[] = [];
  const open = async (kernel: Kernel, options: OpenOptions): Promise<Conversation> => {
    opened.push(options);
    const id = options.session ?? `ses_new${opened.length}`;
    const conversation = {
      session: { id, title: 'a title', directory: kernel.cwd, usage: { ...NO_USAGE, input: 1200 }, cost_usd: 0.5 },
      messages: [{ role: 'user', parts: [] }],
      sessions: { countMessages: async () => 1 },
      agent: options.agent ?? 'build',
      model: options.model ?? 'offline/intents',
      mode: options.mode ?? 'ask',
      setAgent(agent: string) {
        conversation.agent = agent;
      },
      setModel(model: string) {
        conversation.model = model;
      },
      effort: options.effort,
      setEffort(effort: Effort) {
        conversation.effort = effort;
      },
      setMode(mode: 'ask') {
        conversation.mode = mode;
      },
      async prompt({ text }: { text: string }, { signal }: { signal: AbortSignal }): Promise<TurnResult> {
        const emit = (event: object) => kernel.emit({ session_id: id, time: 0, ...event } as Event);
        const result = await turn({ text, signal, emit, options, conversation: conversation as unknown as Conversation });
        return {
          subtype: 'success',
          text: '',
          usage: NO_USAGE,
          costUsd: 0,
          numTurns: 1,
          durationMs: 5,
          model: 'offline/intents',
          denials: [],
          filesChanged: [],
          exitCode: 0,
          ...result,
        };
      },
      close: async () => void closed.push(id),
    };
    return conversation as unknown as Conversation;
  };
  return { open, opened, closed };
}
