import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { PluginManifest } from '../../schemas/src/manifest.ts';
import { createPlugin, folderOf, TEMPLATES } from '../../scripts/new-plugin/create.ts';
import { ROOT } from '../support/tree.ts';

const IDS: Record<string, string> = { locale: 'pt-br', tool: 'word-count' };
const idOf = (kind: string) => IDS[kind] ?? `my-${kind}`;

describe('new-plugin', () => {
  let tree: string;
  before(() => {
    tree = realpathSync(mkdtempSync(join(tmpdir(), 'ock-new-')));
    mkdirSync(join(tree, 'plugins'));
    for (const name of ['kernel', 'schemas', 'test', 'node_modules', 'package.json', 'tsconfig.json'])
      symlinkSync(join(ROOT, name), join(tree, name));
  });
  after(() => rmSync(tree, { recursive: true, force: true }));

  it('knows every kind that manifests may contribute', () => {
    expect(Object.keys(TEMPLATES).sort()).to.deep.equal(Object.keys(PluginManifest.shape.contributes.unwrap().keyType.enum).sort());
  });

  it('writes folders whose names, manifests and files agree', () => {
    for (const kind of Object.keys(TEMPLATES)) {
      const { folder, files } = createPlugin(kind, idOf(kind), ROOT, tree);
      expect(folder).to.equal(join('plugins', folderOf(kind), idOf(kind)));
      const pkg = JSON.parse(readFileSync(join(tree, folder, 'package.json'), 'utf8')) as {
        name: string;
        exports: object;
        opencode: unknown;
      };
      expect(pkg.name).to.equal(`@ock/${kind}-${idOf(kind)}`);
      expect(PluginManifest.safeParse(pkg.opencode).error).to.equal(undefined);
      expect(files, kind).to.include(`test/${idOf(kind)}.test.ts`);
      expect('.' in pkg.exports, `${kind}: exports code when there is some`).to.equal(files.includes('src/index.ts'));
    }
  });

  it('writes plugins that keep their contracts at once', async function () {
    this.timeout(180_000);
    const tests = Object.keys(TEMPLATES).map((kind) => join('plugins', folderOf(kind), idOf(kind), 'test', `${idOf(kind)}.test.ts`));
    const { code, output } = await mocha(tree, tests);
    expect(code, output).to.equal(0);
    const ran = JSON.parse(output.slice(output.indexOf('{\n  "stats"'))) as {
      stats: { passes: number; failures: number; pending: number };
      passes: { file: string }[];
    };
    expect(ran.stats).to.include({ failures: 0, pending: 0 });
    const files = new Set(ran.passes.map(({ file }) => basename(dirname(dirname(file)))));
    expect([...files].sort(), 'every contract ran').to.deep.equal(Object.keys(TEMPLATES).map(idOf).sort());
  });

  it('writes code that passes the type check', async function () {
    this.timeout(60_000);
    const { code, output } = await run(join(ROOT, 'node_modules/.bin/tsc'), ['--noEmit', '-p', tree], tree);
    const own = output.split('\n').filter((line) => line.startsWith('plugins/'));
    expect(own, `${code}`).to.deep.equal([]);
  });

  it('refuses bad ids, unknown kinds and existing folders, and writes nothing then', () => {
    for (const id of ['', 'Jira', '-x', 'a b', '../x', 'a/b', 'x.y', 'x'.repeat(41)]) {
      expect(() => createPlugin('tool', id, ROOT, tree), id).to.throw('is no id');
    }
    expect(() => createPlugin('tools', 'x', ROOT, tree)).to.throw('no kind "tools"');
    expect(() => createPlugin('tool', idOf('tool'), ROOT, tree)).to.throw('exists');
    expect(existsSync(join(tree, 'plugins/tools/x'))).to.equal(false);
  });
});

function mocha(cwd: string, files: string[]): Promise<{ code: number; output: string }> {
  const options = [
    '--no-config',
    '--node-option',
    'import=tsx',
    '--node-option',
    'conditions=source',
    '--timeout',
    '60000',
    '--reporter',
    'json',
  ];
  return run(process.execPath, [join(ROOT, 'node_modules/mocha/bin/mocha.js'), ...options, ...files], cwd);
}

function run(file: string, args: string[], cwd: string): Promise<{ code: number; output: string }> {
  const env = { ...process.env, NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env, maxBuffer: 64 * 1024 * 1024, timeout: 170_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + (error ? stderr : '') }),
    );
  });
}
