import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Tool, ToolError, type ToolOutput } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { type TestToolContext, temporaryFolder, testToolContext } from '../../../../test/support/tool-context.ts';
import type { StatusFacts } from '../src/git-facts.ts';
import { createGitTool } from '../src/git-tool.ts';
import type { GitInput } from '../src/parameters.ts';

const sh = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

async function repository(cwd: string): Promise<void> {
  sh(cwd, 'init', '--quiet', '--initial-branch=main');
  sh(cwd, 'config', 'user.name', 'Ann');
  sh(cwd, 'config', 'user.email', 'ann@example.com');
  await writeFile(join(cwd, 'a.txt'), 'one\ntwo\n');
  sh(cwd, 'add', '.');
  sh(cwd, 'commit', '--quiet', '--message', 'first');
}

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: async (ctx) => {
    await repository(ctx.cwd);
    await writeFile(join(ctx.cwd, 'b.txt'), 'b\n');
  },
  input: { operation: 'add', paths: ['b.txt'] },
  minimal: { operation: 'status' },
  failing: { operation: 'show', ref: 'nowhere' },
});

describe('tool git', () => {
  let ctx: TestToolContext;
  const tool: Tool<GitInput> = createGitTool();
  const run = (input: GitInput): Promise<ToolOutput> => tool.run(input, ctx);
  const refused = async (input: GitInput) => {
    const error = await run(input).catch((caught: unknown) => caught);
    expect(error, JSON.stringify(input)).to.be.instanceOf(ToolError);
    return (error as ToolError).message;
  };
  beforeEach(async () => {
    ctx = await testToolContext();
    await repository(ctx.cwd);
  });
  afterEach(() => ctx.dispose());

  it('tells the state of the work tree in text and in facts', async () => {
    await writeFile(join(ctx.cwd, 'a.txt'), 'changed\n');
    await writeFile(join(ctx.cwd, 'ü b.txt'), 'new\n');
    const { text, metadata } = await run({ operation: 'status' });
    expect(text).to.equal('On main. 2 changed:\n M a.txt\n?? ü b.txt');
    expect((metadata?.status as StatusFacts | undefined)?.files).to.deep.equal([
      { status: ' M', path: 'a.txt' },
      { status: '??', path: 'ü b.txt' },
    ]);
    sh(ctx.cwd, 'mv', '-f', 'a.txt', 'c.txt');
    sh(ctx.cwd, 'stash');
    expect((await run({ operation: 'status' })).text).to.contain('1 changed');
  });

  it('adds, commits and reads history', async () => {
    await writeFile(join(ctx.cwd, 'b.txt'), 'b\n');
    await run({ operation: 'add', paths: ['b.txt'] });
    expect((await run({ operation: 'diff', staged: true })).text).to.contain('+b');
    await run({ operation: 'commit', message: "it's the -second\n\nWith a body" });
    const log = await run({ operation: 'log' });
    expect(log.text).to.match(/^\w+ \d{4}-\d\d-\d\d Ann \(HEAD -> main\): it's the -second\n\w+ .* Ann: first$/);
    expect((log.metadata?.commits as { subject: string }[] | undefined)?.map(({ subject }) => subject)).to.deep.equal([
      "it's the -second",
      'first',
    ]);
    expect((await run({ operation: 'log', limit: 1, paths: ['a.txt'] })).text).to.contain('first');
    expect((await run({ operation: 'show', ref: 'HEAD~1' })).text).to.contain('+one');
    expect((await run({ operation: 'blame', paths: ['a.txt'], lines: '2,2' })).text)
      .to.contain('two')
      .and.not.contain('one');
    expect((await run({ operation: 'commit', message: 'x' })).isError).to.equal(true);
  });

  it('makes, changes and deletes branches', async () => {
    await run({ operation: 'branch', name: 'side' });
    await run({ operation: 'checkout', ref: 'side' });
    await run({ operation: 'checkout', name: 'topic', create: true });
    expect((await run({ operation: 'branches' })).text)
      .to.contain('* topic')
      .and.to.contain('side');
    expect((await run({ operation: 'branch', action: 'delete', name: 'side' })).text).to.contain('Deleted branch side');
    await writeFile(join(ctx.cwd, 'a.txt'), 'x\n');
    await run({ operation: 'checkout', paths: ['a.txt'] });
    expect(await readFile(join(ctx.cwd, 'a.txt'), 'utf8')).to.equal('one\ntwo\n');
  });

  it('stashes, and works with a remote and worktrees', async () => {
    await writeFile(join(ctx.cwd, 'a.txt'), 'x\n');
    await run({ operation: 'stash', message: 'later' });
    expect((await run({ operation: 'stash', action: 'list' })).text).to.contain('later');
    await run({ operation: 'stash', action: 'pop' });
    expect(await readFile(join(ctx.cwd, 'a.txt'), 'utf8')).to.equal('x\n');
    const remote = await temporaryFolder();
    sh(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
    sh(ctx.cwd, 'remote', 'add', 'origin', remote);
    expect((await run({ operation: 'push', name: 'origin', ref: 'main' })).isError).not.to.equal(true);
    expect(sh(remote, 'log', '--format=%s', 'main')).to.equal('first\n');
    expect((await run({ operation: 'pull', name: 'origin', ref: 'main' })).isError).not.to.equal(true);
    await mkdir(join(ctx.cwd, 'trees'));
    await run({ operation: 'worktree', action: 'add', name: 'trees/one', ref: 'HEAD' });
    expect((await run({ operation: 'worktree' })).text).to.contain('trees/one');
    expect((await run({ operation: 'worktree', action: 'remove', name: 'trees/one' })).isError).not.to.equal(true);
  });

  it('takes nothing for an option that was meant as a name, and forces nothing', async () => {
    expect(await refused({ operation: 'diff', ref: '--output=/tmp/x' })).to.contain('may not begin with');
    expect(await refused({ operation: 'push', name: '--receive-pack=touch x', ref: 'main' })).to.contain('may not begin with');
    expect(await refused({ operation: 'push', ref: '+main' })).to.contain('force');
    expect(await refused({ operation: 'blame' })).to.contain('one path');
    expect(await refused({ operation: 'commit', message: ' ' })).to.contain('message');
    expect(await refused({ operation: 'blame', paths: ['a.txt'], lines: '1;rm' })).to.contain('first,last');
  });

  it('is judged as the command that it runs', async () => {
    const subjects = await tool.subjects?.({ operation: 'commit', message: "a'; rm -rf /" }, ctx);
    expect(subjects).to.deep.equal([{ action: 'exec', command: "git commit --message 'a'\\''; rm -rf /'", cwd: ctx.cwd }]);
  });

  it('says where there is no repository', async () => {
    const bare = await testToolContext();
    const output = await tool.run({ operation: 'status' }, bare);
    expect(output).to.deep.include({ isError: true });
    expect(output.text).to.contain('not a git repository').and.to.contain('exit code: 128');
    await bare.dispose();
  });
});
