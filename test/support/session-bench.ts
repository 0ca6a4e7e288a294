import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KernelError, SessionService, Store, StoreFactory } from '@ock/kernel';
import type { Message, Part } from '@ock/schemas';
import { Language } from '../../kernel/src/runtime/language.ts';
import { MemoryStore } from '../../kernel/src/runtime/memory-store.ts';
import { ulid } from '../../kernel/src/runtime/ulid.ts';
import { activatePlugin, type TestPlugin } from './plugin-context.ts';

export interface SessionBenchOptions {
  /** folder of the plugin that contributes `service:sessions` */
  pluginDir: string | URL;
  /** folder of the store plugin it runs on; absent: memory */
  storeDir?: string | URL;
  /** id of the store */
  store: string;
}

/** Services of sessions over one temporary data folder, each as another process would have it. */
export class SessionBench {
  readonly dir = mkdtempSync(join(tmpdir(), 'oc-sessions-'));
  readonly #options: SessionBenchOptions;
  readonly #opened: { plugin: TestPlugin; store: () => Promise<Store> | undefined }[] = [];

  constructor(options: SessionBenchOptions) {
    this.#options = options;
  }

  /** A further service with a store of its own. @param openStore stands in for the kernel's */
  async open(
    openStore: () => Promise<Store> = () => this.openStore(),
  ): Promise<{ sessions: SessionService; plugin: TestPlugin; store(): Promise<Store> }> {
    let store: Promise<Store> | undefined;
    const kernel = {
      paths: { data: this.dir },
      keys: { get: () => undefined, secrets: () => [] },
      config: { config: {} },
      options: { env: {} },
      list: () => [],
      language: new Language(() => ({})),
      openStore: () => {
        store ??= openStore();
        store.catch(() => {
          store = undefined;
        });
        return store;
      },
    };
    const plugin = await activatePlugin(this.#options.pluginDir, { context: { kernel } as never });
    this.#opened.push({ plugin, store: () => store });
    return { sessions: plugin.registered.get('service:sessions') as SessionService, plugin, store: kernel.openStore };
  }

  async openStore(): Promise<Store> {
    const { storeDir, store } = this.#options;
    if (storeDir === undefined) return new MemoryStore();
    const plugin = await activatePlugin(storeDir);
    return (plugin.registered.get(`store:${store}`) as StoreFactory).open(this.dir);
  }

  async dispose(): Promise<void> {
    for (const { plugin, store } of this.#opened) {
      plugin.close();
      await (await store())?.close();
    }
    rmSync(this.dir, { recursive: true });
  }
}

/** A session with a prompt, a call, its result and an answer. */
export async function talk(sessions: SessionService, directory = '/work'): Promise<{ id: string; messages: Message[] }> {
  const { id } = await sessions.create({ directory, title: 'Fix the test', agent: 'build', model: 'openai/gpt' });
  const messages = [
    message(id, 'user', [{ id: ulid(), type: 'file', mime: 'image/png', data: 'aGk=' }, text('fix it')]),
    message(id, 'assistant', [
      { id: ulid(), type: 'reasoning', text: 'hm', signature: 's' },
      { id: ulid(), type: 'tool_call', call_id: 'c1', tool: 'bash', input: { command: 'npm test' } },
    ]),
    message(id, 'tool', [
      { id: ulid(), type: 'tool_result', call_id: 'c1', tool: 'bash', output: 'ok 😀', is_error: false, metadata: { exit_code: 0 } },
    ]),
    message(id, 'assistant', [text('done')]),
  ];
  for (const one of messages) await sessions.write(one);
  return { id, messages };
}

export function text(words: string): Part {
  return { id: ulid(), type: 'text', text: words };
}

export function message(sessionId: string, role: Message['role'], parts: Part[]): Message {
  return { id: ulid(), session_id: sessionId, role, created_at: Date.now(), parts };
}

/** All but the ids. */
export function stripped({ id: _id, session_id: _session, parts, ...rest }: Message): object {
  return { ...rest, parts: parts.map(({ id: _part, ...part }) => part) };
}

/** The error that the work must end with. */
export function failure(work: Promise<unknown>): Promise<KernelError> {
  return work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: KernelError) => error,
  );
}
