import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, Session } from '@ock/schemas';
import { type SnapshotService, ulid } from '../../../../kernel/src/index.ts';
import { activatePlugin, type TestPlugin } from '../../../../test/support/plugin-context.ts';

export const SESSION = 'ses_01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** A workspace, a session of prompts, and the plugin between them: calls of tools are functions of the test. */
export class Bench {
  readonly root: string;
  readonly work: string;
  readonly data: string;
  readonly #plugins: TestPlugin[] = [];
  session: Session;
  readonly messages: Message[] = [];
  #plugin!: TestPlugin;
  #calls = 0;

  private constructor(config: object) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'ock-undo-')));
    this.work = join(this.root, 'work');
    this.data = join(this.root, 'data');
    mkdirSync(this.work);
    const usage = { input: 0, output: 0, reasoning: 0, cache_read: 0, cache_write: 0 };
    this.session = { id: SESSION, title: '', directory: this.work, created_at: 0, updated_at: 0, usage, cost_usd: 0, state: {} };
    this.config = config;
  }
  readonly config: object;

  /** @param prepare makes the workspace what it is before the plugin sees it */
  static async open(prepare: (work: string) => void = () => undefined, config: object = {}): Promise<Bench> {
    const bench = new Bench(config);
    prepare(bench.work);
    await bench.restart();
    return bench;
  }

  /** As a new process sees it: nothing is in memory. */
  async restart(cwd = this.work): Promise<void> {
    const visible = () =>
      this.messages.filter(({ id }) => !this.session.undone?.some(({ from, to }) => id >= from && (to === undefined || id < to)));
    const sessions = {
      get: async (id: string) =>
        id === SESSION ? this.session : id === 'child' ? { ...this.session, id: 'child', parent_id: SESSION } : undefined,
      messages: async (_id: string, { undone = false } = {}) => (undone ? this.messages : visible()),
      update: async (_id: string, changes: Partial<Session>) => {
        this.session = { ...this.session, ...changes };
        return this.session;
      },
    };
    const kernel = { cwd, paths: { data: this.data }, config: { config: { snapshots: this.config } }, openStore: async () => ({}) };
    this.#plugin = await activatePlugin(new URL('..', import.meta.url), {
      parts: { 'service:sessions': sessions },
      context: { kernel: kernel as never },
    });
    this.#plugins.push(this.#plugin);
  }

  get service(): SnapshotService {
    return this.#plugin.registered.get('service:snapshots') as SnapshotService;
  }

  prompt(text = 'go'): string {
    const id = ulid();
    const spans = this.session.undone;
    const open = spans?.at(-1);
    if (spans && open && open.to === undefined) this.session.undone = [...spans.slice(0, -1), { ...open, to: id }];
    this.messages.push({ id, session_id: SESSION, role: 'user', created_at: 0, parts: [{ id: ulid(), type: 'text', text }] });
    return id;
  }

  /** A call of a tool that says what it writes. */
  write(paths: readonly string[], work: () => void | Promise<void>, session = SESSION): Promise<void> {
    return this.#call('fs.write', paths, {}, work, session);
  }

  command(work: () => void | Promise<void>, command = './do-something', session = SESSION): Promise<void> {
    return this.#call('exec', [], { command }, work, session);
  }

  /** A call that the process does not survive. */
  async cutOff(paths: readonly string[], work: () => void): Promise<void> {
    await this.#begin('fs.write', paths, {}, SESSION);
    work();
    await this.restart();
  }

  async turnStart(): Promise<void> {
    await this.#tap('turnStart')({ sessionId: SESSION });
  }

  turnEnd(): Promise<void> {
    return this.#tap('turnEnd')({ sessionId: SESSION }) as Promise<void>;
  }

  async #begin(permission: string, paths: readonly string[], input: object, sessionId: string): Promise<object> {
    const call = { sessionId, callId: `call_${++this.#calls}`, tool: { id: permission, permission, readOnly: false }, input };
    const subjects = permission === 'exec' ? [{ action: 'exec' }] : paths.map((path) => ({ action: 'write', path: join(this.work, path) }));
    await this.#tap('toolStart')(call, subjects, new AbortController().signal);
    return call;
  }

  async #call(
    permission: string,
    paths: readonly string[],
    input: object,
    work: () => void | Promise<void>,
    session: string,
  ): Promise<void> {
    const call = await this.#begin(permission, paths, input, session);
    await work();
    await this.#tap('toolResult')({ text: 'done' }, call, {});
  }

  #tap(name: string): (...args: unknown[]) => Promise<unknown> {
    return this.#plugin.taps.find(({ hook }) => hook === name)?.fn as never;
  }

  /** Everything below the workspace, bit for bit, but not `.git`. */
  tree(): Record<string, string> {
    return treeOf(this.work);
  }

  async close(): Promise<void> {
    for (const plugin of this.#plugins) {
      plugin.close();
      const shutdown = plugin.taps.find(({ hook }) => hook === 'shutdown')?.fn as ((reason: string) => unknown) | undefined;
      await shutdown?.('test');
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** By path, as latin1, of files: mode and content in hex. */
export function treeOf(root: string, skip = '.git'): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (dir: Buffer, shown: string) => {
    for (const name of readdirSync(dir, { encoding: 'buffer' })) {
      if (name.toString() === skip) continue;
      const path = Buffer.concat([dir, Buffer.from('/'), name]);
      const key = `${shown}/${name.toString('latin1')}`;
      const facts = lstatSync(path);
      const mode = (facts.mode & 0o7777).toString(8);
      if (facts.isSymbolicLink()) found[key] = `link ${readlinkSync(path)}`;
      else if (facts.isDirectory()) {
        found[key] = `folder ${mode}`;
        walk(path, key);
      } else if (!facts.isFile()) found[key] = 'pipe';
      else found[key] = `file ${mode} ${readFileSync(path).toString('hex')}`;
    }
  };
  walk(Buffer.from(root), '');
  return found;
}
