import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { BIN, ended, type Sandbox } from '../support/cli.ts';
import { labs, lines, put } from '../support/run.ts';

const setUp = labs();

/** Links a plugin of one module into the sandbox, as `plugins link` records it. */
function linkPlugin(sandbox: Sandbox, manifest: object, code: string): void {
  const root = join(sandbox.dir, 'linked');
  mkdirSync(root);
  const opencode = { apiVersion: '^1.0.0', contributes: {}, ...manifest };
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ name: '@me/x', version: '1.0.0', type: 'module', exports: './index.js', opencode }),
  );
  writeFileSync(join(root, 'index.js'), code);
  mkdirSync(sandbox.dataDir, { recursive: true });
  const plugins = [{ name: '@me/x', type: 'link', root }];
  writeFileSync(join(sandbox.dataDir, 'package.json'), JSON.stringify({ oclif: { plugins } }));
}
const onSession = { activation: ['onSession'] };
const plugin = (body: string) => `export default { activate(ctx) { ${body} } };`;

describe('a run with a plugin that', () => {
  it('throws outside every promise ends with a result record, exit 1', async () => {
    const { sandbox } = await setUp({ script: [{ text: 'late', fault: { kind: 'stall' } }] });
    linkPlugin(
      sandbox,
      onSession,
      plugin("ctx.hooks.turnStart.tap(() => void setTimeout(() => { throw new Error('out of nowhere') }, 20))"),
    );
    const { code, stdout } = await sandbox.run(['run', '--format', 'stream-json', 'x']);
    const result = lines(stdout).at(-1);
    expect(result).to.include({ type: 'result', subtype: 'error', exit_code: 1 });
    expect(JSON.stringify(result)).to.contain('out of nowhere');
    expect(code).to.equal(1);
  });

  it('waits for edits is not there before the first one', async () => {
    const { sandbox } = await setUp({
      script: [
        { toolCalls: [{ name: 'ls', input: {} }] },
        { toolCalls: [{ name: 'write', input: { filePath: 'a.txt', content: 'x' } }] },
        { toolCalls: [{ name: 'write', input: { filePath: 'b.txt', content: 'x' } }] },
        { text: 'done' },
      ],
    });
    const note = "ctx.hooks.toolResult.tap((output) => ({ ...output, text: output.text + ' (seen)' }))";
    linkPlugin(sandbox, { activation: ['onEdit'] }, plugin(note));
    const { stdout } = await sandbox.run(['run', '--format', 'stream-json', '--permission-mode', 'accept-edits', 'x']);
    const outputs = lines(stdout).flatMap((line) => (line.type === 'tool_result' ? [String(line.output).endsWith('(seen)')] : []));
    expect(outputs).to.deep.equal([false, true, true]);
  });

  it('fails at activation goes on, told once behind init; a critical one stops it with a record', async () => {
    const { sandbox, fake } = await setUp();
    linkPlugin(sandbox, { activation: ['onSession', 'onTurn'] }, plugin("throw new Error('broken plugin')"));
    const { code, stdout } = await sandbox.run(['run', '--format', 'stream-json', 'x']);
    const events = lines(stdout);
    expect(events.map(({ type }) => type).slice(0, 2)).to.deep.equal(['init', 'notice']);
    expect(events.filter(({ type }) => type === 'notice')).to.have.length(1);
    expect(events[1]).to.include({ plugin: '@me/x', session_id: events[0]?.session_id });
    expect(code).to.equal(0);
    expect((await sandbox.run(['run', 'x'])).stderr.match(/broken plugin/g)).to.have.length(1);
    rmSync(join(sandbox.dir, 'linked'), { recursive: true });
    linkPlugin(sandbox, { ...onSession, critical: true }, plugin("throw new Error('broken plugin')"));
    const second = await sandbox.run(['run', '--format', 'json', 'x']);
    expect(lines(second.stdout)).to.have.length(1);
    expect(lines(second.stdout)[0]).to.include({ type: 'result', subtype: 'error' });
    expect(second.code).to.equal(1);
    expect(fake.requests).to.have.length(2);
  });

  it('throws in every hook changes nothing but the notices; nothing follows the result', async () => {
    const { sandbox } = await setUp();
    const hooks = [
      'prompt',
      'context',
      'route',
      'request',
      'response',
      'sessionStart',
      'sessionEnd',
      'turnStart',
      'turnEnd',
      'event',
      'usage',
      'shutdown',
    ];
    linkPlugin(
      sandbox,
      onSession,
      plugin(`for (const name of ${JSON.stringify(hooks)}) ctx.hooks[name].tap(() => { throw new Error('bad ' + name) });`),
    );
    const { code, stdout } = await sandbox.run(['run', '--format', 'stream-json', 'x']);
    const events = lines(stdout);
    expect(code).to.equal(0);
    expect(events.at(-1)).to.include({ type: 'result', subtype: 'success', result: 'hi' });
    const told = events.filter(({ type }) => type === 'notice').map(({ text }) => /bad (\w+)/.exec(String(text))?.[1]);
    expect(told).to.have.members(hooks.filter((name) => name !== 'event' && name !== 'shutdown'));
  });

  it('clashes with a bundled part is told of at the start', async () => {
    const { sandbox } = await setUp();
    const tool = { id: 'bash', permission: 'exec', readOnly: false, description: 'mine', parameters: { type: 'object' } };
    linkPlugin(sandbox, { contributes: { tool: [tool] } }, plugin(''));
    const { code, stderr } = await sandbox.run(['run', 'x']);
    expect(code).to.equal(0);
    expect(stderr).to.match(/tool:bash.*@ock\/tool-bash.*@me\/x|@me\/x.*tool:bash/s);
  });
});

describe('endings', () => {
  it('a second signal leaves at once, with a result record', async () => {
    const { sandbox } = await setUp({ script: [{ toolCalls: [{ name: 'deaf', input: {} }] }] });
    const tool = { id: 'deaf', permission: 'fs.read', readOnly: true, description: 'hears nothing', parameters: { type: 'object' } };
    linkPlugin(
      sandbox,
      { contributes: { tool: [tool] } },
      plugin("ctx.register('tool', 'deaf', { run: () => new Promise(() => setInterval(() => {}, 1000)) })"),
    );
    const child = sandbox.spawn(['run', '--auto', '--format', 'stream-json', 'x']);
    let seen = '';
    child.stdout?.on('data', (text) => {
      seen += text;
    });
    const done = ended(child);
    while (!seen.includes('"type":"tool_call"')) await sleep(10);
    child.kill('SIGINT');
    await sleep(200);
    child.kill('SIGINT');
    const { code, stdout } = await done;
    expect(code).to.equal(130);
    expect(lines(stdout).at(-1)).to.include({ type: 'result', subtype: 'interrupted', num_turns: 1, exit_code: 130, model: 'fake/m1' });
  });

  it('a signal while standard input is waited for', async () => {
    const { sandbox, fake } = await setUp();
    const child = sandbox.spawn(['run', '--format', 'json', '-'], { stdin: 'pipe' });
    child.stdin?.write('the first half');
    const done = ended(child);
    await sleep(700);
    child.kill('SIGTERM');
    const { code, stdout } = await done;
    expect(code).to.equal(143);
    expect(lines(stdout)).to.have.length(1);
    expect(lines(stdout)[0]).to.include({ subtype: 'interrupted', exit_code: 143 });
    expect(fake.requests).to.have.length(0);
    const listed = await sandbox.run(['session', 'list', '--json']);
    expect(JSON.parse(listed.stdout)).to.have.length(0);
  });

  for (const [name, args] of [
    ['stdout', ['--format', 'stream-json']],
    ['stderr', ['--verbose']],
  ] as const) {
    it(`the reader of ${name} leaves: the work is done all the same`, async () => {
      const { sandbox } = await setUp({
        script: [
          { toolCalls: [{ name: 'write', input: { filePath: 'made.txt', content: 'x' } }] },
          { text: Array.from({ length: 25_000 }, (_word, n) => `word ${n} `).join(''), chunkSize: 5000 },
        ],
      });
      const child = sandbox.spawn(['run', '--auto', ...args, 'x']);
      const done = ended(child);
      child[name]?.destroy();
      const { code } = await done;
      expect(existsSync(join(sandbox.work, 'made.txt'))).to.equal(true);
      expect(code).to.equal(0);
    });
  }

  it('--output that cannot be written is refused before any request; the record says what the process says', async () => {
    const { sandbox, fake } = await setUp();
    const { code, stdout } = await sandbox.run(['run', '--format', 'json', '--output', 'nowhere/answer.txt', 'x']);
    expect(code).to.equal(42);
    expect(lines(stdout)[0]).to.include({ exit_code: 42, is_error: true });
    expect(fake.requests).to.have.length(0);
    const vanishing = await setUp({
      script: [{ toolCalls: [{ name: 'bash', input: { command: 'rm -rf out' } }] }, { text: 'hi' }],
    });
    mkdirSync(join(vanishing.sandbox.work, 'out'));
    const gone = await vanishing.sandbox.run(['run', '--auto', '--format', 'json', '--output', 'out/answer.txt', 'x']);
    expect(lines(gone.stdout)[0]?.exit_code).to.equal(gone.code);
  });

  it('nothing at all for standard input, a file, or more than fits', async () => {
    const { sandbox, fake } = await setUp();
    const run = (stdin: number | 'ignore') =>
      ended(spawn(process.execPath, [BIN, 'run', 'go'], { cwd: sandbox.work, env: sandbox.env, stdio: [stdin, 'pipe', 'pipe'] }));
    expect((await run('ignore')).code).to.equal(0);
    expect((await run(openSync(put(sandbox, 'in.txt', 'from a file'), 'r'))).code).to.equal(0);
    expect(JSON.stringify(fake.requests[1]?.body)).to.contain('from a file');
    const closed = await ended(
      spawn('/bin/sh', ['-c', `exec "${process.execPath}" "${BIN}" run go <&-`], {
        cwd: sandbox.work,
        env: sandbox.env,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    expect(closed.code, closed.stderr).to.equal(0);
    const huge = await ended(
      spawn('/bin/sh', ['-c', `head -c 12000000 /dev/zero | tr '\\0' x | "${process.execPath}" "${BIN}" run go`], {
        cwd: sandbox.work,
        env: sandbox.env,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    expect(huge.code).to.equal(42);
    expect(fake.requests).to.have.length(3);
  });
});

describe('what a run is given', () => {
  it('images and PDFs reach the model', async () => {
    const { sandbox, fake } = await setUp();
    writeFileSync(join(sandbox.work, 'a.png'), Buffer.from('iVBORw0KGgo=', 'base64'));
    const { code } = await sandbox.run(['run', '--file', 'a.png', 'what is it']);
    expect(code).to.equal(0);
    expect(JSON.stringify(fake.requests[0]?.body)).to.contain('data:image/png;base64,iVBORw0KGgo=');
  });

  it('--provider and short names decide over the model a session was begun with', async () => {
    const { sandbox, fake } = await setUp(undefined, '[models."fake/m2"]\nalias = ["two"]\n');
    await sandbox.run(['run', 'x']);
    await sandbox.run(['run', '--continue', '--model', 'two', 'x']);
    await sandbox.run(['run', '--continue', '--provider', 'fake', '--model', 'vendor/m3', 'x']);
    expect(fake.requests.map(({ body }) => body.model)).to.deep.equal(['m1', 'm2', 'vendor/m3']);
  });

  it('--output-schema: the record holds the parsed answer; the caps hold for repairs as well', async () => {
    const { sandbox, fake } = await setUp({ script: [{ text: '{"n": 3}' }] });
    const schema = put(sandbox, 's.json', '{"type":"object","required":["n"]}');
    const { stdout } = await sandbox.run(['run', '--format', 'json', '--output-schema', schema, 'x']);
    expect(lines(stdout)[0]).to.deep.include({ structured: { n: 3 }, result: '{"n":3}' });
    const stubborn = await setUp({ script: [{ text: 'no JSON' }] });
    const capped = await stubborn.sandbox.run(['run', '--max-turns', '1', '--format', 'json', '--output-schema', schema, 'x']);
    expect(capped.code).to.equal(53);
    expect(stubborn.fake.requests).to.have.length(1);
    expect(fake.requests).to.have.length(1);
  });

  it('--continue without a session, --timeout 0: refused', async () => {
    const { sandbox, fake } = await setUp();
    expect((await sandbox.run(['run', '--continue', 'x'])).code).to.equal(42);
    expect((await sandbox.run(['run', '--timeout', '0', 'x'])).code).to.equal(42);
    expect(fake.requests).to.have.length(0);
  });

  it('--title names a session that is there already; one of another folder works in its own, a lost one is refused', async () => {
    const { sandbox, fake } = await setUp({ script: [{ toolCalls: [{ name: 'bash', input: { command: 'pwd' } }] }, { text: 'ok' }] });
    const first = await sandbox.run(['run', '--auto', '--format', 'json', 'x']);
    const id = String(lines(first.stdout)[0]?.session_id);
    const elsewhere = join(sandbox.dir, 'elsewhere');
    mkdirSync(elsewhere);
    const second = await sandbox.run(['run', '--auto', '--format', 'stream-json', '--session', id, '--title', 'renamed', 'y'], {
      cwd: elsewhere,
    });
    expect(lines(second.stdout)[0]).to.include({ cwd: realpathSync(sandbox.work) });
    const listed = JSON.parse((await sandbox.run(['session', 'list', '--json'])).stdout) as { title: string }[];
    expect(listed.map(({ title }) => title)).to.deep.equal(['renamed']);
    const before = fake.requests.length;
    rmSync(sandbox.work, { recursive: true });
    const lost = await sandbox.run(['run', '--session', id, 'z'], { cwd: elsewhere });
    expect(lost.code).to.equal(42);
    expect(fake.requests).to.have.length(before);
  });

  it('--no-session leaves no kept output behind', async () => {
    const { sandbox } = await setUp({ script: [{ toolCalls: [{ name: 'bash', input: { command: 'seq 1 100000' } }] }, { text: 'ok' }] });
    await sandbox.run(['run', '--auto', '--no-session', 'x']);
    const outputs = join(sandbox.dataDir, 'tool-output');
    expect(existsSync(outputs) ? readdirSync(outputs).filter((name) => name.startsWith('ses_')) : []).to.deep.equal([]);
  });

  it('files_changed of a script: each prompt its own, the total all', async () => {
    const write = (n: number) => ({ toolCalls: [{ name: 'write', input: { filePath: `${n}.txt`, content: 'x' } }] });
    const { sandbox } = await setUp({ script: [write(1), { text: 'a' }, write(2), { text: 'b' }] });
    const script = put(sandbox, 's.txt', 'one\n---\ntwo\n');
    const { stdout } = await sandbox.run(['run', '--auto', '--format', 'json', '--script', script]);
    const changed = lines(stdout).map(({ files_changed }) => (files_changed as string[]).map((file) => file.slice(-5)));
    expect(changed).to.deep.equal([['1.txt'], ['2.txt'], ['1.txt', '2.txt']]);
  });

  it('a word that is also the name of a repairing command does not let a broken configuration pass', async () => {
    const { sandbox } = await setUp();
    writeFileSync(sandbox.configFile, `${readFileSync(sandbox.configFile, 'utf8')}\n[limits]\nmax_turns = "many"\n`);
    expect((await sandbox.run(['run', 'help'])).code).to.equal(52);
    expect((await sandbox.run(['config', 'path'])).code).to.equal(0);
  });
});
