import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { english } from '../../../test/support/english.ts';
import { errorText } from '../../src/boot/explain.ts';
import { buildUserIndex } from '../../src/index/build-user-index.ts';
import { readShippedIndex, readUserIndex } from '../../src/index/read-index.ts';
import { KernelError } from '../../src/runtime/errors.ts';

const TOOL = { id: 'jira', permission: 'net', readOnly: true, description: 'Reads issues', parameters: { type: 'object' } };

describe('the index of installed plugins', () => {
  let base: string;
  let data: string;
  const write = (file: string, value: unknown) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  };
  const plugin = (root: string, opencode: unknown, more: object = {}) => {
    write(join(root, 'package.json'), { name: '@acme/jira', version: '1.0.0', exports: './index.js', opencode, ...more });
    write(join(root, 'index.js'), '');
  };
  const record = (...plugins: object[]) => write(join(data, 'package.json'), { oclif: { plugins } });
  const USER = { name: '@acme/jira', type: 'user' };
  const good = { apiVersion: '^1.0.0', contributes: { tool: [TOOL] } };
  const installed = () => join(data, 'node_modules/@acme/jira');

  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'ock-index-')));
    data = join(base, 'data');
  });
  afterEach(() => rmSync(base, { recursive: true }));

  it('is empty, and not written, where nothing was ever installed', () => {
    expect(buildUserIndex(data)).to.deep.include({ plugins: [], problems: [] });
    expect(readUserIndex(data)).to.equal(undefined);
  });

  it('holds installed and linked plugins with their origin, entry and manifest, and is read back as it was built', () => {
    plugin(installed(), good);
    const linked = join(base, 'elsewhere');
    plugin(
      linked,
      { ...good, permissions: ['net:x.test'] },
      { name: '@me/x', exports: { '.': { types: './a.d.ts', source: './src/a.ts', import: './index.js' } } },
    );
    record(USER, { name: '@me/x', type: 'link', root: linked });
    const { plugins, problems } = buildUserIndex(data);
    expect(problems).to.deep.equal([]);
    expect(plugins.map(({ name, origin, root, entry }) => ({ name, origin, root, entry }))).to.deep.equal([
      { name: '@acme/jira', origin: 'user', root: installed(), entry: './index.js' },
      { name: '@me/x', origin: 'linked', root: linked, entry: './index.js' },
    ]);
    expect(plugins[1]?.manifest).to.deep.include({ permissions: ['net:x.test'], requires: [], critical: false });
    expect(readUserIndex(data)?.plugins).to.deep.equal(JSON.parse(JSON.stringify(plugins)));
  });

  it('keeps what was wrong, so that it is told at every start and not at the first one only', () => {
    record({ name: '@gone/away', type: 'user' });
    buildUserIndex(data);
    const [problem] = readUserIndex(data)?.problems ?? [];
    expect(problem).to.include({ plugin: '@gone/away' });
    expect(problem?.error).to.be.instanceOf(KernelError).and.include({ code: 'OC_PLUGIN_MANIFEST' });
  });

  it('is stale once a package.json it was made from changed, appeared or vanished', () => {
    plugin(installed(), good);
    record(USER, { name: '@gone/away', type: 'user' });
    expect(buildUserIndex(data).problems.map(({ plugin: name }) => name)).to.deep.equal(['@gone/away']);
    expect(readUserIndex(data)).not.to.equal(undefined);
    const touched = join(installed(), 'package.json');
    utimesSync(touched, new Date(), new Date(Date.now() + 5000));
    expect(readUserIndex(data), 'changed').to.equal(undefined);
    buildUserIndex(data);
    plugin(join(data, 'node_modules/@gone/away'), good, { name: '@gone/away' });
    expect(readUserIndex(data), 'appeared').to.equal(undefined);
    buildUserIndex(data);
    rmSync(installed(), { recursive: true });
    expect(readUserIndex(data), 'vanished').to.equal(undefined);
  });

  it('is stale when it was made for another kernel API, or is no JSON', () => {
    plugin(installed(), good);
    record(USER);
    buildUserIndex(data);
    const file = join(data, 'plugin-index.json');
    const index = JSON.parse(readFileSync(file, 'utf8')) as object;
    write(file, { ...index, apiVersion: '0.9.0' });
    expect(readUserIndex(data)).to.equal(undefined);
    write(file, '{');
    expect(readUserIndex(data)).to.equal(undefined);
  });

  const bad: Record<string, [manifest: unknown, code: string, says: RegExp]> = {
    'no opencode key': [undefined, 'OC_PLUGIN_MANIFEST', /opencode/],
    'any kernel': [{ ...good, apiVersion: '*' }, 'OC_PLUGIN_MANIFEST', /opencode\.apiVersion/],
    'no kernel': [{ contributes: {} }, 'OC_PLUGIN_MANIFEST', /opencode\.apiVersion/],
    'another kernel': [{ ...good, apiVersion: '^2.0.0' }, 'OC_PLUGIN_INCOMPATIBLE', /\^2\.0\.0/],
    'an unknown kind': [{ ...good, contributes: { tools: [TOOL] } }, 'OC_PLUGIN_MANIFEST', /opencode\.contributes\.tools/],
    'no list': [{ ...good, contributes: { tool: { jira: TOOL } } }, 'OC_PLUGIN_MANIFEST', /opencode\.contributes\.tool/],
    'no id': [{ ...good, contributes: { tool: [{ ...TOOL, id: 7 }] } }, 'OC_PLUGIN_MANIFEST', /contributes\.tool\[0\]\.id/],
    'no schema': [{ ...good, contributes: { tool: [{ ...TOOL, parameters: undefined }] } }, 'OC_PLUGIN_MANIFEST', /tool\[0\]\.parameters/],
    'permissions that are no list': [{ ...good, permissions: 'exec' }, 'OC_PLUGIN_MANIFEST', /opencode\.permissions/],
    'texts from elsewhere': [
      { ...good, contributes: { locale: [{ id: 'xx', name: 'X', messagesFile: '../../x.json' }] } },
      'OC_PLUGIN_MANIFEST',
      /messagesFile/,
    ],
    'a prompt from elsewhere': [
      { ...good, contributes: { agent: [{ id: 'spy', description: 'd', promptFile: '../../../../secret' }] } },
      'OC_PLUGIN_MANIFEST',
      /outside/,
    ],
  };
  for (const [name, [manifest, code, says]] of Object.entries(bad)) {
    it(`leaves out a plugin with ${name}, says why, and keeps the others`, () => {
      write(join(base, 'secret'), 'secret');
      plugin(installed(), manifest);
      plugin(join(data, 'node_modules/fine'), good, { name: 'fine' });
      record(USER, { name: 'fine', type: 'user' });
      const { plugins, problems } = buildUserIndex(data);
      expect(plugins.map((one) => one.name)).to.deep.equal(['fine']);
      const error = problems[0]?.error as KernelError;
      expect(error).to.be.instanceOf(KernelError);
      expect(error.code).to.equal(code);
      expect(errorText(error, english)).to.match(says);
    });
  }

  it('survives a record that is not JSON', () => {
    write(join(data, 'package.json'), '{ "oclif": ');
    expect(buildUserIndex(data)).to.deep.include({ plugins: [] });
  });

  it('reads the shipped index with absolute roots, or says that the installation is broken', () => {
    write(join(base, 'oclif.manifest.json'), {
      version: '3.2.1',
      apiVersion: '1.0.0',
      plugins: [{ name: '@ock/tool-x', root: 'plugins/tools/x' }],
    });
    expect(readShippedIndex(base)).to.deep.equal({
      version: '3.2.1',
      plugins: [{ name: '@ock/tool-x', root: join(base, 'plugins/tools/x'), origin: 'bundled' }],
    });
    expect(() => readShippedIndex(data))
      .to.throw(KernelError)
      .with.property('code', 'OC_INTERNAL');
  });
});
