import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreFactory } from '@ock/kernel';
import type { SessionExport } from '@ock/schemas';
import { expect } from 'chai';
import type { FakeRequest, Fault, Step } from '../fake-model/server.ts';
import type { Sandbox } from '../support/cli.ts';
import { KILL_AT } from '../support/kill-at.ts';
import { randoms } from '../support/kill-script.ts';
import { activatePlugin } from '../support/plugin-context.ts';
import { type Lab, lab } from '../support/run.ts';
import { ROOT } from '../support/tree.ts';

/** kills for each command and store; more of them for a thorough look */
const KILLS = Number(process.env.OPENCODE_TEST_KILLS ?? 5);
const SEED = Number(process.env.OPENCODE_TEST_SEED ?? 20_261_121);
const IMPORTED = 'ses_01JX5X5X5X5X5X5X5X5X5X5X5X';
const TABLES = ['session', 'message', 'part', 'unfinished'] as const;
/** after one of so many kills the command is repeated, and the session goes on */
const THOROUGH = 4;
const OVERFLOW = { error: { message: "This model's maximum context length is 8192 tokens.", code: 'context_length_exceeded' } };
const COMMANDS: Record<string, (id: string) => string[]> = {
  export: () => ['export', '-o', 'out.json', '--force'],
  share: () => ['session', 'share', '-o', 'out.html', '--force'],
  backup: () => ['session', 'backup', 'copy'],
  import: () => ['import', 'in.json'],
  fork: (id) => ['session', 'fork', id],
  delete: (id) => ['session', 'delete', '-y', id],
  prune: () => ['session', 'prune', '--keep', '0', '-y'],
  compact: (id) => ['session', 'compact', id],
  revert: (id) => ['session', 'revert', id],
  // the model refuses it until it is compacted
  overflow: (id) => ['run', '--auto', '--session', id, 'OVERFULL'],
};

describe(`what keeps, copies and deletes sessions, killed ${KILLS} times each`, () => {
  it('leaves nothing half written for good and loses nothing', async function () {
    this.timeout(900_000);
    await Promise.all(['sqlite', 'files'].map((store, at) => killAll(store, SEED + at)));
  });
});

async function killAll(store: string, seed: number): Promise<void> {
  const open = await lab({ handler: answer }, 'openai-compatible', `[session]\nstore = "${store}"`);
  try {
    const bench = await prepare(open, store);
    const random = randoms(seed);
    for (const [name, args] of Object.entries(COMMANDS)) {
      bench.reset();
      const steps = await bench.steps(args(bench.id));
      for (let kill = 0; kill < KILLS; kill++) {
        bench.reset();
        const at = Math.floor(random.next().value * steps);
        await bench.check(args(bench.id), at, `${store}: ${name} killed at ${at} of ${steps}`);
      }
    }
  } finally {
    await open.close();
  }
}

function answer({ body, number }: FakeRequest): Step | Fault {
  const said = JSON.stringify(body.messages);
  if (said.includes('<transcript>')) return { text: 'SUMMARY-OF-IT' };
  if (said.includes('OVERFULL') && !said.includes('SUMMARY-OF-IT')) return { kind: 'status', status: 400, body: OVERFLOW };
  if ((body.messages as { role: string }[]).at(-1)?.role === 'tool') return { text: 'done' };
  return { toolCalls: [{ name: 'bash', input: { command: `echo ${number} > f; seq ${number} 20000` } }] };
}

/** A session of four prompts, another one, and a file with a long one. */
async function prepare({ sandbox }: Lab, store: string): Promise<Bench> {
  writeFileSync(join(sandbox.dir, 'kill.cjs'), KILL_AT);
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await sandbox.run(args);
    expect(code, stderr).to.equal(0);
    return stdout;
  };
  for (const [at, word] of ['one', 'two', 'three', 'four'].entries())
    await run('run', '--auto', '--title', 'x', ...(at > 0 ? ['--continue'] : []), word);
  const data = JSON.parse(await run('export', '-o', '-')) as SessionExport;
  await run('run', '--auto', '--title', 'other', 'else');
  const messages = Array.from({ length: 40 }, () => data.messages).flat();
  writeFileSync(join(sandbox.work, 'in.json'), JSON.stringify({ ...data, messages, session: { ...data.session, id: IMPORTED } }));
  const bench = new Bench(sandbox, store, data.session.id);
  await bench.remember();
  return bench;
}

type Rows = Record<(typeof TABLES)[number], Map<string, string>>;

class Bench {
  readonly id: string;
  readonly #sandbox: Sandbox;
  readonly #store: string;
  readonly #history = new Map<string, string>();
  readonly #kept: [dir: string, copy: string][];

  constructor(sandbox: Sandbox, store: string, id: string) {
    this.id = id;
    this.#sandbox = sandbox;
    this.#store = store;
    this.#kept = ['work', 'home'].map((name) => [join(sandbox.dir, name), join(sandbox.dir, `${name}-kept`)]);
    for (const [dir, copy] of this.#kept) cpSync(dir, copy, { recursive: true });
  }

  /** What of the session must be there from here on. */
  async remember(): Promise<void> {
    const { part } = await this.#rows();
    for (const [key, row] of part) if (key.startsWith(`${this.id}/`)) this.#history.set(key, row);
    expect(this.#history.size).to.be.above(10);
  }

  reset(): void {
    for (const [dir, copy] of this.#kept) {
      rmSync(dir, { recursive: true });
      cpSync(copy, dir, { recursive: true });
    }
  }

  /** How many changes an undisturbed one makes. */
  async steps(args: string[]): Promise<number> {
    const count = join(this.#sandbox.dir, 'count');
    const { code, stderr } = await this.#sandbox.run(args, { env: { ...this.#killer(-1), KILL_COUNT: count } });
    expect(code, `${args[1]} ${stderr}`).to.equal(0);
    return Number(readFileSync(count, 'utf8'));
  }

  async check(args: string[], at: number, point: string): Promise<void> {
    const { signal } = await this.#sandbox.run(args, { env: this.#killer(at) });
    // how often a prompt writes depends on the moment: some come to their end
    if (args[0] !== 'run') expect(signal, point).to.equal('SIGKILL');
    await this.#wholeFiles(point);
    age(this.#sandbox.dataDir);
    const check = await this.#sandbox.run(['session', 'check']);
    expect(check.code, `${point}: ${check.stdout} ${check.stderr}`).to.equal(0);
    const { session, message, part, unfinished } = await this.#rows();
    const sessions = [...session.keys()];
    this.#noLeftovers(sessions, point);
    for (const key of [...message.keys(), ...part.keys()]) expect(sessions, `${point}: ${key}`).to.include(key.split('/')[0]);
    expect([...unfinished.keys()], point).to.deep.equal([]);
    const exists = session.has(this.id);
    if (!['delete', 'prune'].includes(args[1] ?? '')) expect(exists, point).to.equal(true);
    if (exists) for (const [key, row] of this.#history) expect(part.get(key) === row, `${point}: ${key}`).to.equal(true);
    if (at % THOROUGH > 0) return;
    if (exists) await this.#goesOn(point);
    const again = await this.#sandbox.run(args[0] === 'run' ? ['export', this.id, '-o', '-'] : args);
    const isDone = !exists || /backup|compact/.test(args[1] ?? '');
    expect(again.code, `${point}: again ${again.stderr}`).to.be.oneOf(isDone ? [0, 42] : [0]);
    expect(
      readdirSync(this.#sandbox.work).filter((name) => name.endsWith('.tmp')),
      point,
    ).to.deep.equal([]);
  }

  #killer(at: number): Record<string, string> {
    return { NODE_OPTIONS: `--require=${join(this.#sandbox.dir, 'kill.cjs')}`, KILL_AT: String(at) };
  }

  /** What a file is named by is whole. */
  async #wholeFiles(point: string): Promise<void> {
    const path = (name: string) => join(this.#sandbox.work, name);
    if (existsSync(path('out.json'))) JSON.parse(readFileSync(path('out.json'), 'utf8'));
    if (existsSync(path('out.html'))) expect(readFileSync(path('out.html'), 'utf8'), point).to.match(/<\/html>\s*$/);
    if (!existsSync(path('copy'))) return;
    const dir = join(this.#sandbox.dir, 'restored');
    mkdirSync(dir);
    cpSync(path('copy'), join(dir, this.#store === 'files' ? 'files' : 'opencode.db'), { recursive: true });
    const { stdout, stderr } = await this.#sandbox.run(['session', 'list', '--json', '--all'], { env: { OPENCODE_DATA_DIR: dir } });
    expect(JSON.parse(stdout || `"${stderr}"`), point).to.have.length(2);
    rmSync(dir, { recursive: true });
  }

  #noLeftovers(sessions: readonly string[], point: string): void {
    const { dataDir } = this.#sandbox;
    const files = (readdirSync(dataDir, { recursive: true }) as string[]).filter((name) => statSync(join(dataDir, name)).isFile());
    const shorts = sessions.map((id) => id.slice(-8).toLowerCase());
    for (const name of files) {
      // those of kept contents go with the daily pruning of snapshots
      if (name.startsWith('snapshots/blobs/')) continue;
      expect(name, point).to.not.match(/\.tmp$|^open\/|^locks\/|\.lock|\.batch|\.takeover/);
      const owner = /ses_\w{26}/.exec(name)?.[0];
      if (owner !== undefined) expect(sessions, `${point}: ${name}`).to.include(owner);
      const short = /^sessions\/session_.*_(\w+)\.json$/.exec(name)?.[1];
      if (short !== undefined) expect(shorts, `${point}: ${name}`).to.include(short);
    }
  }

  /** Everything in the store, as JSON by its key. */
  async #rows(): Promise<Rows> {
    const plugin = await activatePlugin(join(ROOT, 'plugins/stores', this.#store));
    const store = await (plugin.registered.get(`store:${this.#store}`) as StoreFactory).open(this.#sandbox.dataDir);
    try {
      const read = async (table: string) =>
        new Map((await (await store.table(table)).range({})).map(([key, row]) => [key, JSON.stringify(row)]));
      const [session, message, part, unfinished] = await Promise.all(TABLES.map(read));
      return { session, message, part, unfinished } as Rows;
    } finally {
      await store.close();
    }
  }

  /** A further prompt is answered. */
  async #goesOn(point: string): Promise<void> {
    const went = await this.#sandbox.run(['run', '--auto', '--session', this.id, 'next']);
    expect(went.code, `${point}: ${went.stderr}`).to.equal(0);
    expect(went.stdout, point).to.contain('done');
  }
}

/** What was left is old by now: what is young may be somebody's who is at it. */
function age(dir: string): void {
  const before = new Date(Date.now() - 120_000);
  for (const name of readdirSync(dir, { recursive: true }) as string[]) utimesSync(join(dir, name), before, before);
}
