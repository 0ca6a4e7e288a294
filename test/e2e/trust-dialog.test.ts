import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { expect } from 'chai';
import { BIN, type Sandbox } from '../support/cli.ts';
import { labs } from '../support/run.ts';

const setUp = labs();

/** Runs in a terminal, and answers the question where it comes. */
function inTerminal(sandbox: Sandbox, args: readonly string[], answer: string): Promise<{ code: number; seen: string }> {
  const terminal = spawn(process.execPath, [BIN, ...args], { cols: 200, rows: 40, cwd: sandbox.work, env: sandbox.env });
  let seen = '';
  let answered = false;
  terminal.onData((data) => {
    seen += data;
    if (answered || !seen.includes('[y/N]')) return;
    answered = true;
    terminal.write(answer);
  });
  return new Promise((resolve) => terminal.onExit(({ exitCode }) => resolve({ code: exitCode, seen })));
}

describe('the question about trust', () => {
  const brings = (sandbox: Sandbox): void => {
    mkdirSync(join(sandbox.work, '.git'));
    writeFileSync(join(sandbox.work, '.mcp.json'), '{"mcpServers": {"bad": {"command": "/nowhere/server"}}}');
  };
  const list = async (sandbox: Sandbox) => (await sandbox.run(['trust', 'list'])).stdout;

  it('is asked on a terminal before a session begins, with the list; no is no, and asked again', async () => {
    const { sandbox } = await setUp({ script: [{ text: 'Done.' }] });
    brings(sandbox);
    for (const answer of ['n\r', '\r', 'yess\r']) {
      const { code, seen } = await inTerminal(sandbox, ['run', 'go'], answer);
      expect(code, seen).to.equal(0);
      expect(seen).to.include('MCP server bad (.mcp.json): /nowhere/server').and.include('Not trusted: nothing of it counts');
      expect(seen).to.include('MCP servers are not started');
      expect(await list(sandbox)).to.equal('No folder is trusted.\n');
    }
  });

  it('takes yes for what was shown, at once, and asks again after a change', async () => {
    const { sandbox } = await setUp({ script: [{ text: 'Done.' }] });
    brings(sandbox);
    const first = await inTerminal(sandbox, ['run', 'go'], 'y\r');
    expect(first.seen).to.include('there is no program /nowhere/server');
    expect(await list(sandbox)).to.include('as it was trusted');
    expect((await inTerminal(sandbox, ['run', 'go'], '')).seen).not.to.include('[y/N]');
    writeFileSync(join(sandbox.work, '.mcp.json'), '{"mcpServers": {"other": {"command": "/nowhere/x"}}}');
    const { seen } = await inTerminal(sandbox, ['run', 'go'], 'n\r');
    expect(seen).to.include('has changed since you trusted it').and.include('MCP server other (.mcp.json), changed since it was trusted');
  });

  it('ends the program on Ctrl-C, and is not asked by commands or for machines', async () => {
    const { sandbox, fake } = await setUp({ script: [{ text: 'Done.' }] });
    brings(sandbox);
    const { code } = await inTerminal(sandbox, ['run', 'go'], '\x03');
    expect(code).to.equal(130);
    expect(fake.requests).to.have.length(0);
    for (const args of [
      ['run', '--format', 'json', 'go'],
      ['config', 'path'],
      ['run', '--help'],
    ])
      expect((await inTerminal(sandbox, args, '')).seen, args.join(' ')).not.to.include('[y/N]');
  });
});
