import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ProjectIndexService } from '../../../../kernel/src/index.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { temporaryFolder } from '../../../../test/support/tool-context.ts';
import { fakeKernel, plant } from './support.ts';

const { signal } = new AbortController();
const PROJECT = {
  'package.json': JSON.stringify({
    name: 'shop',
    version: '2.1.0',
    bin: { shop: './bin/shop.js' },
    main: 'missing.js',
    workspaces: ['packages/*'],
    scripts: { test: 'vitest run', 'test:e2e': 'playwright test', build: `tsc ${'-x '.repeat(100)}` },
  }),
  'pnpm-lock.yaml': '',
  'bin/shop.js': '',
  'src/index.ts': '',
  'src/cart/cart.ts': '',
  'src/cart/cart.test.ts': '',
  'packages/ui/package.json': '{"name":"@shop/ui"}',
  'api/pyproject.toml': '[project]\nname = "api"\n[project.scripts]\nserve = "api.main:run"\n[tool.pytest.ini_options]\n',
  'api/api/__main__.py': '',
  'api/tests/test_api.py': '',
  Makefile: 'VAR := 1\n.PHONY: test\ntest: build\n\tgo\nbuild:\n\tx\n',
  'Cargo.toml': '[package\nbroken',
  '.github/workflows/ci.yml': '',
  'tsconfig.json': '{}',
  'docs/guide.md': '',
  'README.md': '',
  '.gitignore': 'node_modules\ndist/\n',
  'node_modules/x/package.json': '{"name":"x"}',
  'dist/out.js': '',
};

describe('the index of a project', () => {
  let root: string;
  let data: string;
  let service: ProjectIndexService;
  const read = (more = {}) => service.read(root, { signal, ...more });

  beforeEach(async () => {
    [root, data] = [await temporaryFolder(), await temporaryFolder()];
    plant(root, PROJECT);
    const plugin = await activatePlugin(new URL('..', import.meta.url), { context: { kernel: fakeKernel(data) as never } });
    service = plugin.registered.get('service:project-index') as ProjectIndexService;
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
    await rm(data, { recursive: true, force: true });
  });

  it('knows languages, folders, manifests, entry points, tests, CI, configuration and documentation', async () => {
    const index = await read();
    expect(index.files).to.equal(Object.keys(PROJECT).length - 2);
    expect(index.languages).to.deep.equal([
      { name: 'TypeScript', files: 3 },
      { name: 'Python', files: 2 },
      { name: 'JavaScript', files: 1 },
    ]);
    expect(index.folders.find(({ path }) => path === 'src')).to.deep.equal({
      path: 'src',
      files: 3,
      folders: [{ path: 'src/cart', files: 2 }],
    });
    const by = Object.fromEntries(index.manifests.map((manifest) => [manifest.path, manifest]));
    expect(by['package.json']).to.deep.include({ kind: 'npm', name: 'shop', version: '2.1.0', workspaces: ['packages/*'] });
    expect(by['package.json']?.scripts?.build).to.have.length.below(130);
    expect(by['api/pyproject.toml']).to.deep.include({ kind: 'python', name: 'api', scripts: { serve: 'api.main:run' } });
    expect(by.Makefile?.scripts).to.deep.equal({ test: 'make test', build: 'make build' });
    expect(by['Cargo.toml'], 'a broken manifest is named').to.deep.equal({ path: 'Cargo.toml', kind: 'cargo' });
    const entries = index.entry_points.map(({ path, why }) => `${path} ${why}`);
    expect(entries).to.include.members(['bin/shop.js command shop', 'src/index.ts module', 'api/api/__main__.py python -m']);
    expect(entries.join(), 'what is not there is no entry').not.to.contain('missing.js');
    expect(index.tests).to.deep.equal({
      files: 2,
      folders: [
        { path: 'api/tests', files: 1 },
        { path: 'src/cart', files: 1 },
      ],
      commands: ['pnpm test', 'pnpm test:e2e', 'make test', 'cargo test'],
    });
    expect([index.ci, index.config, index.docs]).to.deep.equal([
      ['.github/workflows/ci.yml'],
      ['tsconfig.json'],
      ['README.md', 'docs/guide.md'],
    ]);
    expect(index).not.to.have.property('git');
  });

  it('names branch and last commit, and runs nothing that the repository configures', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: root, stdio: 'ignore' });
    git('init', '-b', 'trunk');
    git('commit', '--allow-empty', '-m', 'First\n\nmore');
    for (const key of ['core.fsmonitor', 'core.pager', 'gpg.program']) git('config', key, `touch ${join(root, 'ran')}`);
    git('config', 'log.showSignature', 'true');
    const index = await read();
    expect(index.git).to.include({ branch: 'trunk', subject: 'First' });
    expect(readdirSync(root)).not.to.include('ran');
  });

  it('is kept until a file comes or goes, a manifest changes, or it is told to look again', async () => {
    const first = await read();
    const same = async (more = {}) => (await read(more)).made_at === first.made_at;
    expect(await same()).to.equal(true);
    writeFileSync(join(root, 'src/cart/cart.ts'), 'changed\n');
    expect(await same(), 'contents of code are no part of it').to.equal(true);
    expect(await same({ refresh: true })).to.equal(false);
    writeFileSync(join(root, 'src/cart/new.ts'), '');
    expect((await read()).files).to.equal(first.files + 1);
    writeFileSync(join(root, 'package.json'), '{"name":"renamed"}');
    expect((await read()).manifests.find(({ path }) => path === 'package.json')?.name).to.equal('renamed');
    unlinkSync(join(root, 'src/cart/new.ts'));
    expect((await read()).files).to.equal(first.files);
    writeFileSync(join(root, '.gitignore'), 'node_modules\n');
    expect((await read()).files, 'what is ignored no more').to.equal(first.files + 1);
  });

  it('is made anew from a kept one that is old or cut off; where it cannot be kept it is made each time', async () => {
    const first = await read();
    const [name = ''] = readdirSync(join(data, 'project-index'));
    const file = join(data, 'project-index', name);
    writeFileSync(file, '{"version":1,"inde');
    expect((await read()).files).to.equal(first.files);
    await rm(join(data, 'project-index'), { recursive: true });
    writeFileSync(join(data, 'project-index'), 'a file in the way');
    expect((await read()).files).to.equal(first.files);
  });

  it('does not follow links out of the project, and survives what nobody should have in one', async () => {
    writeFileSync(join(data, 'secret.json'), '{"name":"outside"}');
    plant(root, { 'deep/composer.json': `{"name":"${'x'.repeat(500_000)}"}`, [`${'long'.repeat(50)}.ts`]: '', 'new\nline.ts': '' });
    symlinkSync(join(data, 'secret.json'), join(root, 'packages/package.json'));
    symlinkSync('..', join(root, 'src/loop'));
    execFileSync('mkfifo', [join(root, 'go.mod')]);
    chmodSync(join(root, 'api/pyproject.toml'), 0);
    utimesSync(join(root, 'README.md'), 0, 0);
    const index = await read();
    const text = await service.describe(index, { signal });
    expect(JSON.stringify(index)).not.to.contain('outside');
    expect(text).to.contain('api/pyproject.toml');
  });

  it('is told within 6 KiB, and by words what has them', async () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`packages/p${i}/${'n'.repeat(40)}/main.go`, '']));
    plant(root, {
      ...many,
      'packages/p1/package.json': JSON.stringify({
        scripts: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`s${i}`, 'y'.repeat(100)])),
      }),
    });
    const index = await read();
    const all = await service.describe(index, { signal });
    expect(Buffer.byteLength(all)).to.be.within(1_000, 6_144);
    expect(Buffer.byteLength(await service.describe(index, { signal, query: 'main packages scripts' }))).to.be.within(1_000, 6_144);
    const cart = await service.describe(index, { signal, query: 'Where is the cart?' });
    expect(cart).to.contain('src/cart/cart.ts').and.contain('src/cart/cart.test.ts').and.not.contain('packages/p1');
    expect(await service.describe(index, { signal, query: 'tests' })).to.contain('run: pnpm test | pnpm test:e2e');
    expect(await service.describe(index, { signal, query: 'zebra' })).to.contain('grep');
  });

  it('of an empty folder says so; of none it fails', async () => {
    const empty = await temporaryFolder();
    const index = await service.read(empty, { signal });
    expect(await service.describe(index, { signal })).to.contain('0 files');
    await rm(empty, { recursive: true });
    expect(await service.read(empty, { signal }).catch((error: Error) => error.name)).to.equal('ToolError');
  });
});
