import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ProjectIndex } from '../../../../kernel/src/index.ts';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('opencode index', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
    mkdirSync(join(sandbox.work, 'pkg/src'), { recursive: true });
    writeFileSync(join(sandbox.work, 'pkg/package.json'), '{"name":"thing","scripts":{"test":"mocha"}}');
    writeFileSync(join(sandbox.work, 'pkg/src/index.ts'), 'export {};\n');
  });
  afterEach(() => sandbox.remove());

  it('prints what is in the folder, or the whole index as JSON', async () => {
    const text = await sandbox.run(['index', '--path', 'pkg']);
    expect(text.code, text.stderr).to.equal(0);
    expect(text.stdout).to.contain('package.json [npm] thing').and.contain('TypeScript 1').and.contain('Tests\n  npm test');
    const json = await sandbox.run(['index', '--json']);
    const index = JSON.parse(json.stdout) as ProjectIndex;
    expect(index).to.deep.include({ root: sandbox.work, files: 2, complete: true, languages: [{ name: 'TypeScript', files: 1 }] });
    expect(readdirSync(join(sandbox.dataDir, 'project-index'))).to.have.length(2);
  });

  it('makes the index anew only when something changed, or when told to', async () => {
    const made = async (...more: string[]) =>
      (JSON.parse((await sandbox.run(['index', '--json', ...more])).stdout) as ProjectIndex).made_at;
    const first = await made();
    expect(await made()).to.equal(first);
    expect(await made('--refresh')).to.not.equal(first);
  });

  it('narrows to some words', async () => {
    const { stdout } = await sandbox.run(['index', '--query', 'tests']);
    expect(stdout).to.contain('cd pkg && npm test').and.not.contain('Languages');
  });

  it('speaks the language of its reader, and to models English', async () => {
    const env = { OPENCODE_LANGUAGE: 'de' };
    const { stdout } = await sandbox.run(['index'], { env });
    expect(stdout).to.contain('Sprachen\n  2 Dateien: TypeScript 1').and.contain('Einstiegspunkte');
    expect((await sandbox.run(['index', '--query', 'zebra'], { env })).stdout).to.contain('Nichts in diesem Projekt heißt zebra.');
    const told = await sandbox.run(['tools', 'run', 'explore'], { env });
    expect(told.stdout).to.contain('Languages\n  2 files: TypeScript 1').and.contain('run: cd pkg && npm test');
  });

  it('says when there is no such folder', async () => {
    const { code, stderr } = await sandbox.run(['index', '--path', 'nope']);
    expect(code).to.be.above(0);
    expect(stderr).to.contain('nope is no folder').and.not.contain('    at ');
  });
});
