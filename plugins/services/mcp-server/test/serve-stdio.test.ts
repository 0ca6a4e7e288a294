import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect } from 'chai';
import { BIN, ended } from '../../../../test/support/cli.ts';
import { labs } from '../../../../test/support/run.ts';

describe('opencode mcp serve', function () {
  this.timeout(60_000);
  const lab = labs();

  it('speaks nothing but the protocol on standard output, with the rules of the configuration', async () => {
    const { sandbox } = await lab({ script: [{ text: 'the agent says hi' }] }, 'no_such_key = true');
    const args = [BIN, 'mcp', 'serve', '--allow', 'write', '--deny', 'write(secret*)'];
    const transport = new StdioClientTransport({ command: process.execPath, args, cwd: sandbox.work, env: sandbox.env, stderr: 'pipe' });
    const wrong: Error[] = [];
    const client = new Client({ name: 'test', version: '1.0.0' });
    client.onerror = (error) => void wrong.push(error);
    await client.connect(transport as Parameters<Client['connect']>[0]);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).to.include.members(['read', 'write', 'edit', 'bash', 'prompt']);
    writeFileSync(join(sandbox.work, 'a.txt'), 'before');
    const call = async (name: string, input: Record<string, unknown>) => {
      const result = (await client.callTool({ name, arguments: input })) as { content: { text: string }[]; isError?: boolean };
      return { text: result.content[0]?.text ?? '', isError: result.isError === true };
    };
    expect((await call('read', { filePath: 'a.txt' })).text).to.include('before');
    expect(await call('write', { filePath: 'b.txt', content: 'new' })).to.include({ isError: false });
    expect(existsSync(join(sandbox.work, 'b.txt'))).to.equal(true);
    expect((await call('write', { filePath: 'secret.txt', content: 'x' })).text).to.match(/^Denied/);
    expect((await call('bash', { command: 'touch made' })).text).to.include('nobody can be asked');
    expect(existsSync(join(sandbox.work, 'made'))).to.equal(false);
    expect((await call('prompt', { prompt: 'say hi' })).text).to.equal('the agent says hi');
    await client.close();
    expect(wrong.map(String)).to.deep.equal([]);
  });

  it('listens where it is told, shows a token once, and ends when it is told to', async () => {
    const { sandbox } = await lab();
    const child = sandbox.spawn(['mcp', 'serve', '--http'], { stdin: 'ignore' });
    const over = ended(child);
    const said = await new Promise<string>((resolve) => {
      let text = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        text += chunk;
        if (/Bearer \S+\n/.test(text)) resolve(text);
      });
    });
    const url = /http:\/\/\S+/.exec(said)?.[0] ?? '';
    const token = /Bearer (\S+)/.exec(said)?.[1] ?? '';
    expect(token.length).to.be.greaterThan(20);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).to.equal(401);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
    };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(initialize) });
    expect(await answer.text()).to.include('"name":"opencode"');
    child.kill('SIGTERM');
    expect((await over).stdout).to.equal('');
  });
});
