import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import LANGUAGES from '../src/languages.json' with { type: 'json' };
import { type Lab, lab, never } from './support.ts';

function program(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '#!/bin/sh\nexit 1\n');
  chmodSync(path, 0o755);
}

describe('languages', () => {
  let made: Lab;
  afterEach(() => made.dispose());
  const status = (language: string) => made.service.status().find((row) => row.language === language);

  it('are a table: each has a server with a command and a way to install it', () => {
    made = lab();
    const rows = made.service.status();
    const ids =
      'python typescript go rust c bash yaml json html css vue svelte php ruby java kotlin lua zig terraform docker markdown'.split(' ');
    expect(rows.map(({ language }) => language)).to.include.members(ids);
    for (const row of rows) {
      expect(row.command.length, row.language).to.be.greaterThan(0);
      expect(row.extensions.length, row.language).to.be.greaterThan(0);
      expect(row.npm ?? row.hint, row.language).to.be.a('string');
    }
    const all = rows.flatMap(({ extensions }) => extensions);
    expect(new Set(all).size, 'an ending belongs to one language').to.equal(all.length);
  });

  it('have servers that download nothing by themselves: no typings, schemas, modules or toolchains', () => {
    made = lab();
    const server = (language: keyof typeof LANGUAGES) => LANGUAGES[language].servers[0] as object;
    expect(server('typescript')).to.have.nested.property('initializationOptions.disableAutomaticTypingAcquisition', true);
    expect(server('go')).to.have.property('env').that.deep.equals({ GOTOOLCHAIN: 'local', GOPROXY: 'off' });
    expect(server('yaml')).to.have.nested.property('settings.yaml.schemaStore.enable', false);
    expect(server('json')).to.have.nested.property('initializationOptions.handledSchemaProtocols').that.deep.equals(['file']);
  });

  it('are changed and added by the configuration', () => {
    made = lab({
      env: { PATH: '/usr/bin:/bin' },
      config: {
        python: { enabled: false },
        javascript: { command: ['sh', '-c', 'true'] },
        elixir: { command: ['sh'], extensions: ['.ex', '.exs'] },
      },
    });
    expect(status('python')).to.include({ state: 'off' });
    expect(status('typescript')).to.include({ state: 'ready', origin: 'config' });
    expect(status('elixir')).to.include({ state: 'ready', server: 'elixir' });
    expect(made.service.serves(made.path('a.exs'))).to.equal(true);
    expect(made.service.serves(made.path('a.py'))).to.equal(false);
  });

  it('are off as a whole when the configuration says so', async () => {
    made = lab({ config: { enabled: false }, files: { 'a.py': '' } });
    expect(made.service.status().every(({ state }) => state === 'off')).to.equal(true);
    const error = await made.service.query({ operation: 'symbols', file: made.path('a.py') }, never).catch((caught: Error) => caught);
    expect((error as Error).message).to.include('[lsp] enabled');
  });

  it('find their servers in the project where it is trusted, and only there', async () => {
    const find = (trusted: boolean) => {
      made = lab({ trusted, env: { PATH: '/nonexistent' }, files: { 'package.json': '{}' } });
      program(made.path('node_modules/.bin/bash-language-server'));
      program(made.path('.venv/bin/pyright-langserver'));
      made.write('.venv/pyvenv.cfg', '');
      return [status('bash')?.origin, status('python')?.origin];
    };
    expect(find(true)).to.deep.equal(['project', 'environment']);
    await made.dispose();
    expect(find(false)).to.deep.equal([undefined, undefined]);
  });

  it('whose servers run what stands in a project need its trust', async () => {
    made = lab({ trusted: false, env: { PATH: '/nonexistent' }, files: { 'src/a.rs': '' } });
    expect(status('rust')).to.include({ state: 'missing' });
    const bin = join(made.dir, '../bin');
    program(join(bin, 'rust-analyzer'));
    const files = { 'src/a.rs': '', 'Cargo.toml': '' };
    const untrusted = lab({ trusted: false, env: { PATH: bin }, files });
    expect(untrusted.service.status().find(({ language }) => language === 'rust')).to.include({ state: 'off', reason: 'untrusted' });
    const error = await untrusted.service
      .query({ operation: 'symbols', file: untrusted.path('src/a.rs') }, never)
      .catch((caught: Error) => caught);
    expect((error as Error).message).to.include('not trusted');
    await untrusted.dispose();
  });

  it('are installed from npm with exact versions, and found there', async () => {
    const calls: { args: readonly string[]; cwd: string }[] = [];
    made = lab({
      env: { PATH: '/nonexistent' },
      npm: async (args, { cwd }) => {
        calls.push({ args, cwd });
        writeFileSync(join(cwd, 'package.json'), '{"dependencies":{"bash-language-server":"5.6.0"}}');
        program(join(cwd, 'node_modules/.bin/bash-language-server'));
        mkdirSync(join(cwd, 'node_modules/bash-language-server'));
        writeFileSync(join(cwd, 'node_modules/bash-language-server/package.json'), '{"version":"5.6.0"}');
      },
    });
    expect(status('bash')).to.include({ state: 'missing', npm: 'bash-language-server' });
    const installed = await made.service.install('bash', never);
    expect(installed).to.deep.include({ server: 'bash-language-server', packages: { 'bash-language-server': '5.6.0' } });
    expect(calls[0]?.args).to.include.members(['--save-exact', 'bash-language-server@latest']);
    expect(calls[0]?.cwd).to.equal(installed.dir);
    expect(status('bash')).to.include({ state: 'ready', origin: 'installed', version: '5.6.0' });
  });

  it('that come in one package are installed together', async () => {
    made = lab({
      env: { PATH: '/nonexistent' },
      npm: (_args, { cwd }) => {
        for (const name of ['vscode-json-language-server', 'vscode-css-language-server']) program(join(cwd, 'node_modules/.bin', name));
        return Promise.resolve();
      },
    });
    await made.service.install('json', never);
    expect([status('json')?.state, status('css')?.state, status('yaml')?.state]).to.deep.equal(['ready', 'ready', 'missing']);
  });

  it('that npm does not have are refused with the command that installs them', async () => {
    made = lab();
    const error = (await made.service.install('go', never).catch((caught: unknown) => caught)) as {
      code: string;
      details: { hint?: string };
    };
    expect(error.code).to.equal('OC_PLUGIN_INSTALL');
    expect(error.details.hint).to.include('go install');
    const unknown = (await made.service.install('klingon', never).catch((caught: unknown) => caught)) as { code: string };
    expect(unknown.code).to.equal('OC_INPUT');
  });
});
