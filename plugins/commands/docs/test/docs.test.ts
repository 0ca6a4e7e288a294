import { spawn } from '@lydell/node-pty';
import { expect } from 'chai';
import { BIN, Sandbox } from '../../../../test/support/cli.ts';
import { ROOT } from '../../../../test/support/tree.ts';
import { Library } from '../src/library.ts';
import { render } from '../src/render.ts';

describe('opencode docs', () => {
  const library = new Library(ROOT);
  let sandbox: Sandbox;
  before(() => {
    sandbox = new Sandbox();
  });
  after(() => sandbox.remove());

  it('lists every page with its title', async () => {
    const { stdout } = await sandbox.run(['docs', '--list', '--json']);
    const { topics } = JSON.parse(stdout) as { topics: { topic: string; title: string }[] };
    expect(topics.map(({ topic }) => topic)).to.include.members(['agents', 'errors', 'permissions', 'repl', 'undo']);
    expect(topics.find(({ topic }) => topic === 'errors')?.title).to.equal('Errors');
  });

  it('gives a page as Markdown to a pipe', async () => {
    const { stdout, code } = await sandbox.run(['docs', 'errors']);
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^# Errors\n/)
      .and.to.contain('### OC_AUTH_MISSING');
  });

  it('shows the chapter of an error by its code, and no more than that', async () => {
    const { stdout } = await sandbox.run(['docs', 'oc_auth_missing']);
    expect(stdout).to.match(/^### OC_AUTH_MISSING\n/);
    expect(stdout.match(/^#/gm)).to.have.length(1);
  });

  it('finds headings by their words, and names near pages for what it has not got', async () => {
    expect(library.find('sub-agents').found).to.include({ topic: 'agents', title: 'Sub-agents' });
    const { code, stderr } = await sandbox.run(['docs', 'permision']);
    expect(code).to.equal(42);
    expect(stderr).to.contain('permissions');
    expect((await sandbox.run(['docs', 'OC_AUTH_MISING'])).stderr).to.contain('OC_AUTH_MISSING');
  });

  it('renders headings, lists, code and tables for a terminal, every page of them', async () => {
    const text = await render(
      '# A `b`\n\nSome **bold** text\nover lines.\n\n- one\n- two\n\n```sh\nls -l\n```\n\n| a | b |\n|--|--|\n| x<y | 2 |\n',
      {
        width: 80,
        styled: false,
      },
    );
    expect(text).to.equal('A b\n\nSome bold text over lines.\n\n• one\n• two\n\n    ls -l\n\na    b\nx<y  2\n');
    for (const { topic } of library.topics()) {
      const page = await render(library.find(topic).found?.text ?? '', { width: 80, styled: false });
      expect(page.length, topic).to.be.above(200);
      expect(page, topic).to.not.match(/&(amp|lt|gt|quot|#39);|\[object/);
    }
    expect(await render('# A', { width: 80, styled: true })).to.contain('\x1b[1m');
  });

  it('shows pages on a terminal through the person’s pager, where there is one that works', async () => {
    const inTerminal = (env: Record<string, string>) => {
      const terminal = spawn(process.execPath, [BIN, 'docs', 'oc_network'], {
        cols: 80,
        rows: 24,
        cwd: sandbox.work,
        env: { ...sandbox.env, ...env },
      });
      let seen = '';
      terminal.onData((data) => {
        seen += data;
      });
      return new Promise<string>((resolve) => terminal.onExit(() => resolve(seen)));
    };
    expect(await inTerminal({ TERM: 'xterm', PAGER: 'tr a-z A-Z' })).to.contain('EXIT CODE 1');
    for (const env of [{ TERM: 'xterm', PAGER: 'no-such-pager' }, { TERM: 'dumb', PAGER: 'tr a-z A-Z' }, { TERM: 'xterm' }])
      expect(await inTerminal(env as Record<string, string>)).to.contain('Exit code 1');
    expect(await inTerminal({ TERM: 'xterm', NO_COLOR: '1' })).to.not.contain('\x1b[');
  });
});
