import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { LspAnswer, LspServerStatus } from '../../../../kernel/src/index.ts';
import { Sandbox } from '../../../../test/support/cli.ts';
import { ROOT } from '../../../../test/support/tree.ts';

const FAKE = join(ROOT, 'plugins/services/lsp/test/fake-server.mjs');

describe('opencode lsp', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
    const command = JSON.stringify([process.execPath, FAKE, 'normal', join(sandbox.dir, 'received')]);
    writeFileSync(sandbox.configFile, `[lsp.fake]\ncommand = ${command}\nextensions = [".fake"]\n`);
    writeFileSync(join(sandbox.work, 'a.fake'), '  one\nERROR two\n');
  });
  afterEach(() => sandbox.remove());
  const lsp = (...args: string[]) => sandbox.run(['lsp', ...args]);

  it('status lists servers, and how to install those that are not here', async () => {
    const rows = JSON.parse((await lsp('status', '--json')).stdout) as LspServerStatus[];
    expect(rows.find(({ language }) => language === 'fake')).to.include({ state: 'ready', origin: 'config' });
    expect((await lsp('status')).stdout).to.match(/^fake +fake +ready +configured/m);
    expect((await lsp('status', '--all')).stdout).to.match(/^kotlin /m);
  });

  it('answers about a place as path:line:col and the code line', async () => {
    const { stdout, code } = await lsp('definition', 'a.fake:2:3');
    expect(code).to.equal(0);
    expect(stdout).to.equal('a.fake:2:3  ERROR two\n');
    const json = JSON.parse((await lsp('definition', 'a.fake:2', '--symbol', 'two', '--json')).stdout) as LspAnswer;
    expect(json.items).to.deep.include({
      path: join(sandbox.work, 'a.fake'),
      line: 2,
      column: 7,
      end_line: 2,
      end_column: 7,
      text: 'ERROR two',
    });
    expect(json.server).to.equal('fake');
  });

  it('diagnostics tells what is wrong, also by the exit code', async () => {
    const { stdout, code } = await lsp('diagnostics', 'a.fake');
    expect(stdout).to.equal('a.fake:2:1  error E1: ERROR two (fake)\n');
    expect(code).to.equal(1);
    writeFileSync(join(sandbox.work, 'a.fake'), 'fine\n');
    expect(await lsp('diagnostics', 'a.fake')).to.include({ stdout: 'No problems.\n', code: 0 });
  });

  it('format and rename write, and deny rules hold', async () => {
    expect((await lsp('format', 'a.fake')).stdout).to.include('a.fake (+1 -1)');
    expect(readFileSync(join(sandbox.work, 'a.fake'), 'utf8')).to.equal('one\nERROR two\n');
    const uri = pathToFileURL(join(sandbox.work, 'a.fake')).href;
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
    writeFileSync(join(sandbox.dir, 'received.edit'), JSON.stringify({ changes: { [uri]: [{ range, newText: 'uno' }] } }));
    writeFileSync(sandbox.configFile, `${readFileSync(sandbox.configFile, 'utf8')}\n[permissions]\ndeny = ["edit(*.fake)"]\n`);
    const refused = await lsp('rename', 'a.fake:1:1', 'uno');
    expect(refused.code).to.equal(54);
    expect(refused.stderr).to.include('edit(*.fake)');
    writeFileSync(sandbox.configFile, readFileSync(sandbox.configFile, 'utf8').replace(/\[permissions\][\s\S]*/, ''));
    expect((await lsp('rename', 'a.fake:1:1', 'uno')).code).to.equal(0);
    expect(readFileSync(join(sandbox.work, 'a.fake'), 'utf8')).to.match(/^uno\n/);
  });

  it('says what is missing', async () => {
    const none = await lsp('definition', 'a.unknown:1:1', '--json');
    expect(none.code).to.equal(1);
    expect(none.stdout).to.include('OC_LSP').and.include('No language server is known');
    const german = await sandbox.run(['lsp', 'definition', 'a.unknown:1:1'], { env: { OPENCODE_LANGUAGE: 'de' } });
    expect(german.stderr).to.include('a.unknown ist kein Sprachserver bekannt').and.not.include('No language');
    expect((await lsp('definition', 'a.fake')).code, 'no line').to.equal(42);
    const go = await lsp('install', 'go');
    expect(go.code).to.equal(1);
    expect(go.stderr).to.include('go install golang.org/x/tools/gopls@latest');
  });

  it('does not take a command from a project that nobody trusts', async () => {
    const command = JSON.stringify([
      process.execPath,
      '-e',
      `require("fs").writeFileSync(${JSON.stringify(join(sandbox.dir, 'ran'))}, "")`,
    ]);
    writeFileSync(join(sandbox.work, 'opencode.toml'), `[lsp.fake]\ncommand = ${command}\nextensions = [".fake"]\n`);
    expect((await lsp('diagnostics', 'a.fake')).stdout, 'the one of the person').to.include('ERROR two');
    expect(() => readFileSync(join(sandbox.dir, 'ran'))).to.throw('ENOENT');
  });

  it('tells a model the errors that its edit brought', async () => {
    const params = { filePath: 'a.fake', oldString: '  one', newString: 'ERROR new' };
    const { stdout } = await sandbox.run(['tools', 'run', 'edit', '--auto', '--params', JSON.stringify(params)]);
    expect(stdout).to.include('New errors after this change').and.include('a.fake:1:1  E1: ERROR new').and.not.include('a.fake:2:1');
  });
});
