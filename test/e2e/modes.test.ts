import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { labs, put } from '../support/run.ts';

const READS = ['glob', 'grep', 'read'];
const LOOKS = [...READS, 'ls', 'question', 'switch_mode', 'todowrite'];
const COMMANDS = ['bash', 'bash_output', 'bash_kill'];

/** What the model is offered in each mode, where nothing is configured. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  architect: [...LOOKS, 'git', 'lsp', 'task', 'webfetch', 'websearch', 'write'],
  ask: [...READS, 'lsp', 'question', 'switch_mode'],
  code: [...LOOKS, ...COMMANDS, 'edit', 'git', 'lsp', 'lsp_edit', 'memory', 'rm', 'task', 'webfetch', 'websearch', 'write'],
  debug: [...LOOKS, ...COMMANDS, 'git', 'lsp', 'task'],
  orchestrator: [...LOOKS, 'task'],
  review: [...LOOKS, 'git', 'lsp'],
  updater: [...LOOKS, ...COMMANDS, 'edit', 'git', 'webfetch', 'write'],
};

interface Tools {
  tools: { function: { name: string } }[];
}
const namesIn = (body: unknown) => (body as Tools).tools.map((tool) => tool.function.name);

const isSub = (body: unknown) => JSON.stringify(body).includes('CHILD') && !JSON.stringify(body).includes('why?');

describe('modes', () => {
  const setUp = labs();

  it('offer what they are for, and nothing else', async () => {
    const { sandbox } = await setUp();
    for (const [mode, offered] of Object.entries(OFFERED)) {
      const { stdout, stderr } = await sandbox.run(['debug', 'prompt', '--json', '--mode', mode]);
      expect(stdout, stderr).to.match(/^\{/);
      const { tools } = JSON.parse(stdout) as { tools: { name: string }[] };
      expect(tools.map(({ name }) => name).sort(), mode).to.deep.equal([...offered].sort());
    }
  });

  it('debug: runs commands, and neither writes nor has anybody write', async () => {
    const main = [
      { toolCalls: [{ name: 'bash', input: { command: 'echo found' } }] },
      { toolCalls: [{ name: 'git', input: { operation: 'commit', message: 'x' } }] },
      { toolCalls: [{ name: 'task', input: { agent: 'general', description: 'mend it', prompt: 'CHILD' } }] },
      { text: 'The cause is line 1.' },
    ];
    const sub = [{ toolCalls: [{ name: 'write', input: { filePath: 'a.txt', content: 'x' } }] }, { text: 'could not' }];
    const { sandbox, fake } = await setUp({
      handler: ({ body }) => {
        const given = body.messages as { role: string }[];
        const steps = isSub(body) ? sub : main;
        return steps[given.filter(({ role }) => role === 'tool').length] ?? { text: 'done' };
      },
    });
    put(sandbox, 'b.txt', 'b\n');
    const { code, stdout, stderr } = await sandbox.run(['run', '--title', 'x', '--mode', 'debug', '--permission-mode', 'full', 'why?']);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include('The cause is line 1.');
    const told = JSON.stringify(fake.requests.at(-1)?.body);
    expect(told).to.include('found').and.include('mode debug changes no files');
    const child = fake.requests.find(({ body }) => isSub(body))?.body;
    expect(namesIn(child), 'the sub-agent').to.include('read').and.not.include('write').and.not.include('edit');
    expect(existsSync(join(sandbox.work, 'a.txt'))).to.equal(false);
  });
});
