import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Step } from '../fake-model/server.ts';
import { folderSnapshot } from '../support/folder-snapshot.ts';
import { labs, lines, put } from '../support/run.ts';

const TOOLS =
  '[tools]\nmultiedit = true\nbatch = true\napply_patch = true\nrm = true\ngit = true\n[tool.mine]\ncommand = ["sh", "-c", "touch mine.txt"]\ndescription = "x"\n';
const PATCH = '*** Begin Patch\n*** Add File: patched.txt\n+x\n*** End Patch';

/** One call by every route to a file that a model has. */
const CALLS: NonNullable<Step['toolCalls']> = [
  { name: 'write', input: { filePath: 'new.txt', content: 'x' } },
  { name: 'edit', input: { filePath: 'a.txt', oldString: 'a', newString: 'b' } },
  { name: 'multiedit', input: { filePath: 'a.txt', edits: [{ oldString: 'a', newString: 'b' }] } },
  { name: 'apply_patch', input: { patchText: PATCH } },
  { name: 'rm', input: { filePath: 'a.txt' } },
  { name: 'git', input: { operation: 'commit', message: 'x' } },
  { name: 'bash', input: { command: 'echo x > bash.txt' } },
  { name: 'bash', input: { command: 'touch bash.txt', unsandboxed: true } },
  { name: 'memory', input: { action: 'save', key: 'k', text: 't' } },
  { name: 'mine', input: {} },
  { name: 'batch', input: { calls: [{ tool: 'write', input: { filePath: 'batch.txt', content: 'x' } }] } },
];

describe('what only plans', function () {
  this.timeout(60_000);
  const open = labs();

  for (const [what, args] of [
    [
      'permission mode plan, where rules allow it',
      ['--permission-mode', 'plan', '--allow', 'bash', '--allow', 'write(**)', '--allow', 'mine', '--allow', 'memory', '--allow', 'task'],
    ],
    ['the agent plan, where nobody is asked', ['--agent', 'plan', '--auto']],
  ] as const) {
    it(`writes nothing by any route: ${what}`, async () => {
      const task = { name: 'task', input: { agent: 'general', description: 'd', prompt: 'write it' } };
      const isSub = (body: unknown) => JSON.stringify(body).includes('write it') && !JSON.stringify(body).includes('go ahead');
      const made = await open(
        {
          script: [{ toolCalls: CALLS }, { toolCalls: [task] }, { text: 'Done.' }],
          handler: ({ body }): Step | undefined =>
            isSub(body) && !JSON.stringify(body).includes('"role":"tool"') ? { toolCalls: CALLS.slice(0, 1) } : undefined,
        },
        TOOLS,
      );
      const { sandbox } = made;
      put(sandbox, 'a.txt', 'a\n');
      mkdirSync(`${sandbox.work}/.opencode/commands`, { recursive: true });
      put(sandbox, '.opencode/commands/touch.md', 'x !`touch template.txt`');
      const before = await folderSnapshot(sandbox.work);
      const run = (prompt: string) => sandbox.run(['run', '--trust', ...args, '--format', 'stream-json', prompt]);
      const { stdout, stderr } = await run('go ahead');
      const results = lines(stdout).filter(({ type }) => type === 'tool_result');
      expect(results.length, stderr + stdout).to.be.greaterThan(CALLS.length);
      for (const { tool, is_error } of results) if (tool !== 'task') expect(is_error, String(tool)).to.equal(true);
      await run('/touch');
      expect(await folderSnapshot(sandbox.work)).to.deep.equal(before);
      expect((await sandbox.run(['memory', 'list', '--json'])).stdout).to.not.include('"k"');
    });
  }
});
