import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { BIN, ended, type Ran, type Sandbox } from '../support/cli.ts';
import { type Lab, labs, lines } from '../support/run.ts';
import { ROOT } from '../support/tree.ts';

const PAGE = 4096;
const NOBODY = 65_534;
const DRIVER = join(ROOT, 'plugins/stores/sqlite/driver/index.cjs');
const SCRIPT = [{ text: 'Look.', toolCalls: [{ name: 'ls', input: {} }] }, { text: 'Done.' }];

interface Trouble {
  what: string;
  store: 'sqlite' | 'files';
  /** brings it about in the data folder; gives a way to end it */
  bring(dataDir: string): void;
  /** what is told besides the file */
  fix: RegExp;
  /** true: where everything is allowed to root, somebody else runs it */
  asOther?: boolean;
}

const database = (dataDir: string) => join(dataDir, 'opencode.db');
const overwrite = (file: string, change: (bytes: Buffer) => void) => {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
};

const TROUBLES: Trouble[] = [
  { what: 'a database that is cut short', store: 'sqlite', bring: (dir) => truncateSync(database(dir), PAGE + 700), fix: /Move it away/ },
  {
    what: 'a database without its beginning',
    store: 'sqlite',
    bring: (dir) => overwrite(database(dir), (bytes) => bytes.fill(0x7a, 0, 100)),
    fix: /Move it away/,
  },
  {
    what: 'a database with pages of garbage',
    store: 'sqlite',
    bring: (dir) => overwrite(database(dir), (bytes) => bytes.fill(0xff, PAGE)),
    fix: /Move it away/,
  },
  {
    what: 'a database nobody may read',
    store: 'sqlite',
    bring: (dir) => chmodSync(database(dir), 0),
    fix: /Check who owns/,
    asOther: true,
  },
  { what: 'a data folder that is read-only', store: 'sqlite', bring: (dir) => chmodSync(dir, 0o500), fix: /Check who owns/, asOther: true },
  { what: 'logs nobody may read', store: 'files', bring: (dir) => chmodSync(join(dir, 'files'), 0), fix: /Check who owns/, asOther: true },
  {
    what: 'a log that is read-only',
    store: 'files',
    bring: (dir) => chmodSync(join(dir, 'files/session/_.jsonl'), 0o400),
    fix: /Check who owns/,
    asOther: true,
  },
  {
    what: 'a log that is a folder',
    store: 'files',
    bring: (dir) => {
      const log = join(dir, 'files/session/_.jsonl');
      spawnSync('mv', [log, `${log}.bak`]);
      spawnSync('mkdir', [log]);
    },
    fix: /Check who owns/,
  },
];

describe('a store in trouble', () => {
  const lab = labs();

  for (const { what, store, bring, fix, asOther = false } of TROUBLES) {
    it(`(${what}, ${store}) is told with file and way out; a run goes on in memory, and nothing is made worse`, async function () {
      this.timeout(60_000);
      const open = await lab({ script: SCRIPT }, `[session]\nstore = "${store}"`);
      const run = runner(open, asOther);
      const first = await run(['run', '--format', 'json', 'before']);
      if (first.stderr.includes('EACCES') && asOther) {
        console.log('      needs an installation that others may read');
        this.skip();
      }
      expect(first.code, first.stderr + first.stdout).to.equal(0);
      settle(open.sandbox);
      bring(open.sandbox.dataDir);
      const before = asOther ? '' : snapshot(open.sandbox.dataDir);
      const { code, stdout, stderr } = await run(['run', '--format', 'stream-json', 'go']);
      const events = lines(stdout);
      expect(events.at(-1), stderr).to.include({ type: 'result', subtype: 'success', result: 'Done.' });
      expect(code).to.equal(0);
      const told = events.filter((event) => event.code === 'store_memory');
      expect(told).to.have.length(1);
      expect(told[0]?.text).to.contain(open.sandbox.dataDir).and.match(fix);
      const go = await run(['run', '--continue', 'go']);
      // a session that can be read goes on in memory, too
      expect(go.stderr).to.match(go.code === 0 ? /Nothing of this session is kept/ : /OC_STORE|cannot be stored/);
      expect(go.stderr).to.contain(open.sandbox.dataDir).and.match(fix);
      if (!asOther) expect(snapshot(open.sandbox.dataDir)).to.equal(before);
    });
  }

  it('(no folder for long output) keeps no tool from running', async () => {
    const { sandbox, fake } = await lab({
      script: [{ toolCalls: [{ name: 'bash', input: { command: 'echo ran; seq 20000; echo ran too' } }] }, { text: 'Done.' }],
    });
    mkdirSync(sandbox.dataDir, { recursive: true });
    writeFileSync(join(sandbox.dataDir, 'tool-output'), 'no folder');
    const { code, stderr } = await sandbox.run(['run', '--auto', 'go']);
    expect(code, stderr).to.equal(0);
    const told = JSON.stringify(fake.requests.at(-1)?.body.messages);
    expect(told).to.include('ran too').and.include('exit code: 0').and.include('could not be saved');
  });

  it('(a database held by another program) is told, and a run goes on in memory', async function () {
    this.timeout(60_000);
    const open = await lab({ script: SCRIPT }, '[session]\nstore = "sqlite"');
    const { sandbox } = open;
    expect((await sandbox.run(['run', 'before'])).code).to.equal(0);
    const holder = spawn(process.execPath, ['-e', HOLD, DRIVER, database(sandbox.dataDir)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await new Promise((resolve) => holder.stdout.once('data', resolve));
      const { code, stdout, stderr } = await sandbox.run(['run', '--format', 'stream-json', 'go']);
      expect(code, stderr).to.equal(0);
      const told = lines(stdout).filter((event) => event.code === 'store_memory');
      expect(told).to.have.length(1);
      expect(told[0]?.text).to.contain(database(sandbox.dataDir)).and.contain('End that process');
    } finally {
      holder.kill('SIGKILL');
    }
    const list = await sandbox.run(['session', 'list', '--json']);
    expect(JSON.parse(list.stdout)).to.have.length(1);
  });

  it('(a write-ahead log that is cut) gives back what was whole', async function () {
    this.timeout(60_000);
    const open = await lab({ script: [...SCRIPT] }, '[session]\nstore = "sqlite"');
    const { sandbox } = open;
    const child = sandbox.spawn(['run', '--format', 'stream-json', 'go']);
    const over = ended(child);
    while (!existsSync(`${database(sandbox.dataDir)}-wal`) || open.fake.requests.length < 2)
      await new Promise((resolve) => setTimeout(resolve, 2));
    child.kill('SIGKILL');
    await over;
    const wal = `${database(sandbox.dataDir)}-wal`;
    if (existsSync(wal)) truncateSync(wal, Math.floor(statSync(wal).size * 0.8));
    const go = await sandbox.run(['run', '--format', 'json', 'again']);
    expect(go.code, go.stderr).to.equal(0);
    expect(go.stdout).to.not.contain('store_memory');
    const list = await sandbox.run(['session', 'list', '--json']);
    expect(list.code, list.stderr).to.equal(0);
    expect(JSON.parse(list.stdout)).to.have.length.above(0);
  });

  it('(logs cut anywhere) gives back every whole line', async function () {
    this.timeout(60_000);
    const open = await lab({ script: SCRIPT }, '[session]\nstore = "files"');
    const { sandbox } = open;
    for (const prompt of ['one', 'two']) expect((await sandbox.run(['run', prompt])).code).to.equal(0);
    const log = join(sandbox.dataDir, 'files/session/_.jsonl');
    truncateSync(log, statSync(log).size - 40);
    const parts = join(sandbox.dataDir, 'files/part');
    const [some] = readdirSync(parts).filter((name) => name.endsWith('.jsonl'));
    overwrite(join(parts, some as string), (bytes) => bytes.fill(0x00, 300, 400));
    const go = await sandbox.run(['run', '--format', 'json', '--continue', 'again']);
    expect(go.code, go.stderr + go.stdout).to.equal(0);
    const list = await sandbox.run(['session', 'list', '--json']);
    expect(JSON.parse(list.stdout)).to.have.length(2);
  });
});

const CHECKPOINT = `
  const { Database } = require(process.argv[1]);
  const db = new Database(process.argv[2], () => db.exec('PRAGMA wal_checkpoint(TRUNCATE)', () => db.close()));`;

/** Opens the database for itself alone, says so, and waits. */
const HOLD = `
  const { Database } = require(process.argv[1]);
  const db = new Database(process.argv[2], () => db.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE held(x);', () => console.log('held')));
  setInterval(() => undefined, 1000);`;

/** Runs the CLI; as somebody else where we are root, who may do everything. */
function runner({ sandbox }: Lab, asOther: boolean): (args: readonly string[]) => Promise<Ran> {
  if (!asOther || process.getuid?.() !== 0) return (args) => sandbox.run(args);
  for (const path of ['', ...readdirSync(sandbox.dir, { recursive: true, encoding: 'utf8' })])
    chownSync(join(sandbox.dir, path), NOBODY, NOBODY);
  return (args) =>
    ended(
      spawn(process.execPath, [BIN, ...args], {
        cwd: sandbox.work,
        env: sandbox.env,
        uid: NOBODY,
        gid: NOBODY,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
}

/** Everything of the store stands in its own file from here on. */
function settle({ dataDir }: Sandbox): void {
  if (existsSync(database(dataDir))) spawnSync(process.execPath, ['-e', CHECKPOINT, DRIVER, database(dataDir)]);
}

/** Names and contents of what sessions are kept in. */
function snapshot(dataDir: string): string {
  const names = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => /^opencode\.db|^files/.test(name));
  const files = names.sort().filter((name) => statSync(join(dataDir, name)).isFile() && !/-(wal|shm)$/.test(name));
  return files.map((name) => `${name} ${readFileSync(join(dataDir, name)).toString('base64')}`).join('\n');
}
