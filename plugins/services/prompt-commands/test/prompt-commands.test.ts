import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PromptCommandsService } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { temporaryFolder } from '../../../../test/support/tool-context.ts';

describe('service:prompt-commands', () => {
  const { signal } = new AbortController();
  let dir: string;
  let service: PromptCommandsService;
  let notices: string[];
  let started: number;
  let trusted: boolean;
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  };
  const cwd = () => join(dir, 'work');
  const expand = (name: string, rest = '') => service.expand(name, rest, { cwd: cwd(), signal });

  beforeEach(async () => {
    dir = await temporaryFolder();
    mkdirSync(join(dir, 'work/.git'), { recursive: true });
    [notices, started, trusted] = [[], 0, true];
    const mcp = {
      prompts: () => [
        {
          server: 'git hub',
          name: 'Issue',
          description: 'an issue',
          arguments: [
            { name: 'id', required: true },
            { name: 'note', required: false },
          ],
        },
      ],
      prompt: async (server: string, name: string, args: object) => ({
        text: `${server} ${name} ${JSON.stringify(args)}`,
        attachments: [],
      }),
    };
    const skills = {
      find: async () => ({
        skills: [
          { name: 'pdf', description: 'reads PDFs' },
          { name: 'deploy', description: 'no' },
        ],
      }),
    };
    const kernel = {
      list: () => [{ id: 'undo', aliases: ['back'] }, { id: 'init' }],
      find: (kind: string, id: string) => (kind === 'service' && id === 'skills') || (kind === 'mode' && id === 'review') || undefined,
      use: async (_kind: string, id: string) => ({ mcp, skills })[id as 'mcp'],
      bridges: { start: async () => void started++, isRunning: () => started > 0 },
      emit: ({ text }: { text: string }) => void notices.push(text),
      config: { trusts: () => trusted },
      paths: { config: join(dir, 'config') },
      options: { env: { HOME: join(dir, 'home') } },
    };
    const plugin = await activatePlugin(new URL('..', import.meta.url), { context: { kernel } as never });
    service = plugin.registered.get('service:prompt-commands') as PromptCommandsService;
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('reads no file of a project through a link that leads elsewhere; the person’s own may', async () => {
    put('work/.env', 'KEY=hunter2\n');
    put('work/.opencode/commands/a.md', 'A');
    put('home/notes/mine.md', 'Mine');
    symlinkSync('../../.env', join(dir, 'work/.opencode/commands/leak.md'));
    symlinkSync('a.md', join(dir, 'work/.opencode/commands/b.md'));
    mkdirSync(join(dir, 'home/.opencode/commands'), { recursive: true });
    symlinkSync('../../notes/mine.md', join(dir, 'home/.opencode/commands/mine.md'));
    expect(await expand('leak')).to.equal(undefined);
    const { commands, problems } = await service.find(cwd());
    expect(commands.map(({ id }) => id))
      .to.include.members(['a', 'b', 'mine'])
      .and.not.include('leak');
    expect(problems.map(({ file }) => file)).to.deep.equal([join(dir, 'work/.opencode/commands/leak.md')]);
  });

  it('finds the files of a project and of the person, with names from folders; the nearest wins', async () => {
    put(
      'work/.opencode/commands/frontend/component.md',
      '---\ndescription: makes one\nargument-hint: [name]\nallowed-tools: Bash(git *), Write\n---\nMake $1\n',
    );
    put('work/.claude/commands/deploy.md', '# Deploy it\nnow');
    put('home/.claude/commands/deploy.md', 'mine');
    put('config/commands/own.md', '---\nmodel: sonnet\nagent: plan\nmode: code\n---\nown');
    const { commands, shadowed } = await service.find(cwd());
    expect(commands.map(({ id }) => id)).to.deep.equal(['deploy', 'frontend:component', 'init', 'own', 'review']);
    expect(commands[0]).to.include({ description: 'Deploy it', scope: 'project' });
    expect(commands[1]).to.deep.include({ description: 'makes one', argumentHint: '[name]', allowedTools: ['Bash(git *)', 'Write'] });
    expect(commands[3]).to.include({ agent: 'plan', mode: 'code', scope: 'user' }).and.not.to.have.property('model');
    expect(shadowed).to.have.length(1);
    expect(await expand('frontend:component', 'Button')).to.deep.equal({
      id: 'frontend:component',
      pieces: [{ text: 'Make Button' }],
      mentions: true,
    });
  });

  it('leaves out those of folders nobody trusts, and says so', async () => {
    put('work/.opencode/commands/deploy.md', 'x');
    put('home/.opencode/commands/mine.md', 'x');
    trusted = false;
    const { commands, untrusted } = await service.find(cwd());
    expect(commands.map(({ id }) => id)).to.deep.equal(['init', 'mine', 'review']);
    expect(untrusted).to.deep.equal([join(dir, 'work/.opencode/commands')]);
    expect(await expand('secret')).to.equal(undefined);
  });

  it('leaves names to plugins, and says that once', async () => {
    put('work/.opencode/commands/undo.md', 'x');
    put('work/.opencode/commands/Back.md', 'x');
    put('work/.opencode/commands/review.md', 'x');
    await service.list({ cwd: cwd(), signal });
    await service.list({ cwd: cwd(), signal });
    expect(notices).to.have.length(3);
    expect(await expand('undo')).to.equal(undefined);
    expect((await expand('review'))?.mode).to.equal('review');
  });

  it('tells what is wrong with a file, and takes the others', async () => {
    put('work/.opencode/commands/a.md', '---\n- a\n- b\n---\nx');
    put('work/.opencode/commands/b.md', '---\ndescription: x\n---\n');
    put('work/.opencode/commands/c.md', '---\ndescription: {a: 1}\n---\nx');
    put('work/.opencode/commands/d(.md', 'x');
    put('work/.opencode/commands/e.md', 'x'.repeat(70_000));
    put('work/.opencode/commands/good.md', 'x');
    const { commands, problems } = await service.find(cwd());
    expect(problems).to.have.length(5);
    expect(commands.map(({ id }) => id)).to.contain('good');
  });

  it('reads a file again when it has changed', async () => {
    put('work/.opencode/commands/a.md', 'one');
    expect((await expand('a'))?.pieces).to.deep.equal([{ text: 'one' }]);
    put('work/.opencode/commands/a.md', 'another');
    expect((await expand('a'))?.pieces).to.deep.equal([{ text: 'another' }]);
  });

  it('brings prompts of servers, which are started only where they are needed', async () => {
    expect((await service.list({ cwd: cwd(), signal })).map(({ id }) => id)).not.to.contain('git_hub:Issue');
    expect(started).to.equal(0);
    const found = await expand('git_hub:issue', '7 note="so it is"');
    expect(found).to.deep.include({ id: 'git_hub:Issue', pieces: [{ text: 'git hub Issue {"note":"so it is","id":"7"}' }] });
    const listed = await service.list({ cwd: cwd(), signal });
    expect(listed.find(({ id }) => id === 'git_hub:Issue')).to.include({ usage: 'ID [NOTE]' });
    expect(await expand('git_hub:Issue').catch(({ code }) => code)).to.equal('OC_INPUT');
    expect(await expand('other:thing')).to.equal(undefined);
  });

  it('brings skills, whose names come last', async () => {
    put('work/.opencode/commands/deploy.md', 'a file');
    const listed = await service.list({ cwd: cwd(), signal });
    expect(listed.map(({ id, description }) => `${id}: ${description}`)).to.deep.equal(['deploy: a file', 'pdf: reads PDFs']);
    expect((await expand('pdf', 'a.pdf'))?.pieces[1]).to.deep.equal({ tool: 'skill', input: { name: 'pdf' } });
  });
});
