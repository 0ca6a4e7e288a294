import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ended, type Sandbox } from '../../../../test/support/cli.ts';
import { labs, lines } from '../../../../test/support/run.ts';
import { EVERYTHING, scripted } from './support/mcp-lab.ts';

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a run with an MCP server', function () {
  this.timeout(60_000);
  const lab = labs();
  const configure = (sandbox: Sandbox, mode = 'normal'): string => {
    const notes = join(sandbox.dir, 'notes');
    const { command, args } = scripted(mode) as { command: string; args: string[] };
    appendFileSync(
      sandbox.configFile,
      `\n[mcp.servers.s]\ncommand = ${JSON.stringify(command)}\nargs = ${JSON.stringify([...args, notes])}\n`,
    );
    return notes;
  };
  const pids = (notes: string) =>
    existsSync(notes) ? [...readFileSync(notes, 'utf8').matchAll(/^start (\d+)$/gm)].map(([, pid]) => Number(pid)) : [];
  const gone = async (pid: number | undefined) => {
    if (pid === undefined) throw new Error('the server was never started');
    for (let n = 0; n < 200 && alive(pid); n++) await sleep(25);
    expect(alive(pid), `process ${pid}`).to.equal(false);
  };

  it('offers its tools, asks before they run, and leaves no process', async () => {
    const { sandbox, fake } = await lab({ script: [{ toolCalls: [{ name: 's_fail', input: {} }] }, { text: 'done' }] });
    const notes = configure(sandbox);
    const refused = await sandbox.run(['run', '--format', 'stream-json', 'go']);
    expect(refused.code, refused.stderr).to.equal(0);
    expect(JSON.stringify(fake.requests[0])).to.include('s_fail');
    const result = lines(refused.stdout).find(({ type }) => type === 'tool_result');
    expect(result?.output).to.include('needs permission');
    await gone(pids(notes)[0]);
  });

  it('runs what a rule allows', async () => {
    const { sandbox } = await lab({ script: [{ toolCalls: [{ name: 's_fail', input: {} }] }, { text: 'done' }] });
    configure(sandbox);
    const ran = await sandbox.run(['run', '--format', 'stream-json', '--allow', 's_*', 'go']);
    expect(lines(ran.stdout).find(({ type }) => type === 'tool_result')?.output).to.equal('it went wrong');
  });

  it('has its prompts sent by slash commands, with their arguments', async () => {
    const { sandbox, fake } = await lab({ script: [{ text: 'one' }, { text: 'two' }] });
    appendFileSync(sandbox.configFile, `\n[mcp.servers.ev]\ncommand = "node"\nargs = ["${EVERYTHING}"]\n`);
    const input = '/prompts\n/ev:args-prompt\n/ev:args-promt x\n/ev:args-prompt "Old Town" state=Utah\n/EV:args-prompt Bern and around\n';
    const { stdout, stderr } = await sandbox.run(['repl'], { input });
    expect(stdout).to.match(/\/ev:args-prompt CITY \[STATE\]/);
    expect(stderr).to.include('/ev:args-prompt CITY [STATE]: arguments are missing').and.include('/ev:args-prompt?');
    const sent = fake.requests.map((request) => JSON.stringify(request));
    expect(sent).to.have.length(2);
    expect(sent[0]).to.include("What's weather in Old Town, Utah?");
    expect(sent[1]).to.include("What's weather in Bern, and around?");
  });

  it('starts nothing for commands that need none, and is killed with a run that is', async () => {
    const { sandbox } = await lab({ script: [{ toolCalls: [{ name: 's_wait', input: {} }] }] });
    const notes = configure(sandbox);
    for (const args of [['--version'], ['mcp', 'list'], ['config', 'show'], ['session', 'list']]) await sandbox.run(args);
    expect(pids(notes)).to.deep.equal([]);
    const child = sandbox.spawn(['run', '--allow', 's_*', 'go']);
    const over = ended(child);
    for (let n = 0; n < 400 && !(existsSync(notes) && readFileSync(notes, 'utf8').includes('waiting')); n++) await sleep(25);
    child.kill('SIGTERM');
    await over;
    await gone(pids(notes)[0]);
  });
});
