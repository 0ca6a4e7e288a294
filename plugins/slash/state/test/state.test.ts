import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type SlashLab, slashLab } from '../../../../test/support/slash-context.ts';

const DIR = new URL('../', import.meta.url);
const { signal } = new AbortController();

describe('slash commands that tell the state', () => {
  let lab: SlashLab;
  /** the services that the kernel is to have, in place of the real ones */
  const services = (given: Record<string, unknown>) => {
    const { find, use } = lab.kernel;
    lab.kernel.find = ((kind: string, id: string) =>
      kind === 'service' && id in given ? {} : find.call(lab.kernel, kind as never, id)) as never;
    lab.kernel.use = ((kind: string, id: string) =>
      kind === 'service' && id in given ? Promise.resolve(given[id]) : use.call(lab.kernel, kind as never, id as never)) as never;
  };
  afterEach(() => lab.close());

  it('/status: what is chosen, before and in a session', async () => {
    lab = slashLab(DIR, { modes: [{ id: 'code', description: 'c' }] });
    services({ sandbox: { status: async () => ({ mode: 'auto', works: false, why: 'no bwrap\u001b[2J' }) } });
    await lab.run('status');
    expect(lab.said).to.include('Model | p/m').and.include('Permission mode | ask').and.include('Session | begins with the first prompt');
    const conversation = await lab.context.talk.begin();
    await conversation.setWorkMode('code');
    await conversation.prompt({ text: 'go', files: [] }, { signal });
    lab.said.length = 0;
    await lab.run('status');
    expect(lab.said).to.include('Mode | code').and.include(`Folder | ${lab.dir}`);
    expect(lab.text()).to.match(/^Cost \| \$1/m);
    expect(lab.text()).to.match(/Context \| [\d,.]+ tokens/);
    expect(lab.text()).to.contain('no bwrap').and.not.to.contain('\u001b');
  });

  it('/todo and /plan: what the session keeps, whatever an import put there', async () => {
    lab = slashLab(DIR);
    await lab.run('todo');
    await lab.run('plan');
    expect(lab.said).to.have.length(2);
    const { session } = await lab.context.talk.begin();
    session.state = {
      todos: [{ content: 'read\u001b[1m', status: 'completed' }, { content: 'write', status: 'in_progress' }, 7, { content: 8 }],
      plan: { title: 'Move', text: 'why', steps: [{ text: 'first', status: 'blocked', notes: 'waits' }] },
    };
    lab.said.length = 0;
    await lab.run('todo');
    expect(lab.said).to.deep.equal(['[x] read', '[>] write']);
    lab.said.length = 0;
    await lab.run('plan');
    expect(lab.said).to.deep.equal(['Move', 'why', '[!] first', '    waits']);
    session.state = { todos: 'x', plan: ['x'] };
    await lab.run('todo');
    await lab.run('plan');
    expect(lab.said).to.have.length(6);
  });

  it('/tools: what the model may call as the agent works now', async () => {
    const run = async () => ({ text: '' });
    lab = slashLab(DIR, { tools: { look: { run, description: 'Looks. More.' }, change: { run, readOnly: false, permission: 'exec' } } });
    await lab.run('tools');
    expect(lab.said[0]).to.equal('look | reads | Looks');
    expect(lab.text()).to.contain('change');
    lab.said.length = 0;
    lab.context.talk.setAgent('look');
    await lab.run('tools');
    expect(lab.text()).not.to.contain('change |');
    await lab.context.talk.begin();
    await lab.run('tools', 'nothing');
    expect(lab.text()).to.contain('No tool');
  });

  it('/mcp, /lsp, /skills: short tables, others’ words made harmless', async () => {
    lab = slashLab(DIR);
    for (const id of ['mcp', 'lsp', 'skills']) await lab.run(id);
    expect(lab.said.filter((line) => line.startsWith('No '))).to.have.length(3);
    const server = { name: 'git', target: 'npx git', state: 'failed', error: 'gone\u001b[2J' };
    services({
      mcp: { servers: () => [server, { ...server, name: 'b', state: 'needs_auth' }], problems: () => ['bad table'] },
      lsp: {
        status: () => [
          { language: 'go', server: 'gopls', state: 'ready', roots: [] },
          { language: 'c', server: 'clangd', state: 'missing', roots: [] },
        ],
      },
      skills: {
        find: async () => ({
          skills: [{ name: 'pdf', description: 'x'.repeat(300) }],
          problems: [{ file: 'a', message: 'b' }],
          untrusted: ['/w'],
        }),
      },
    });
    lab.said.length = 0;
    for (const id of ['mcp', 'lsp', 'skills']) await lab.run(id);
    expect(lab.said).to.include('git | failed: gone | npx git').and.include('bad table').and.include('go | gopls | ready | ');
    expect(lab.text()).to.contain('opencode mcp auth b').and.contain('/w').and.not.to.contain('clangd');
    expect(Math.max(...lab.said.map((line) => line.length))).to.be.below(160);
  });

  it('/plugins: those that did not come along, and those that failed', async () => {
    lab = slashLab(DIR);
    await lab.run('plugins');
    expect(lab.said[0]).to.match(/^Plugins that come along: \d+$/);
    const [first] = lab.kernel.catalogue.plugins;
    Object.assign(lab.kernel.activationOf(first as never), { state: 'failed', error: new Error('broken\u001b[2J') });
    lab.said.length = 0;
    await lab.run('plugins');
    expect(lab.said[0]).to.contain(first?.name).and.contain('failed: broken').and.not.to.contain('\u001b');
  });

  it('/doctor: runs the check beside, and shows only what is not well', async () => {
    lab = slashLab(DIR);
    const script = (text: string) => {
      mkdirSync(join(lab.dir, 'bin'), { recursive: true });
      writeFileSync(join(lab.dir, 'bin/run.js'), text);
    };
    Object.assign(lab.kernel.options, { installRoot: lab.dir });
    const checks = [
      { status: 'ok', id: 'a', text: 'fine' },
      { status: 'fail', id: 'key', text: 'no key', fix: 'opencode auth login' },
    ];
    script(
      `console.error('note {');console.log(${JSON.stringify(JSON.stringify({ checks }))});process.exitCode=process.argv.includes('--json')?1:2`,
    );
    await lab.run('doctor');
    expect(lab.text()).to.contain('✗ key  no key').and.contain('opencode auth login').and.contain('broken: 1').and.not.to.contain('fine');
    script('console.log("nothing")');
    await lab.run('doctor');
    expect(lab.said.at(-1)).to.contain('did not come to an end');
  });
});
