import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addSecret, type Memories, type MemoryService } from '@ock/kernel';
import { expect } from 'chai';
import { temporaryFolder } from '../../../../test/support/tool-context.ts';
import { createMemory } from '../src/memory.ts';

describe('service:memory', () => {
  let dir: string;
  let root: string;
  let service: MemoryService;
  let memories: Memories;

  beforeEach(async () => {
    dir = await temporaryFolder();
    root = join(dir, 'data', 'memory');
    for (const project of ['a', 'b']) mkdirSync(join(dir, project, '.git'), { recursive: true });
    mkdirSync(join(dir, 'a', 'deep'));
    service = createMemory(root);
    memories = service.of(join(dir, 'a'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const refused = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => expect.fail('it was taken'),
      (error: Error) => {
        expect(error.name).to.equal('ToolError');
        return error.message;
      },
    );

  it('keeps what was saved, for the whole project and for no other', async () => {
    expect(await memories.save('project', 'How to  build', 'make -j4\nmake test\n')).to.deep.equal({ created: true, redacted: false });
    const again = createMemory(root);
    expect(await again.of(join(dir, 'a', 'deep')).get('how to build')).to.include({
      key: 'How to build',
      scope: 'project',
      value: 'make -j4\nmake test\n',
    });
    expect(await again.of(join(dir, 'b')).get('how to build')).to.equal(undefined);
    expect(await memories.save('project', 'how to BUILD', 'ninja')).to.include({ created: false });
    expect((await memories.list()).map(({ key }) => key)).to.deep.equal(['how to BUILD']);
    expect(await memories.remove('How to build')).to.equal('project');
    expect(await memories.remove('How to build')).to.equal(undefined);
    expect(readdirSync(join(dir, 'a')).sort(), 'nothing in the repository').to.deep.equal(['.git', 'deep']);
  });

  it('puts the project before what is global, unless a scope is named', async () => {
    await memories.save('global', 'style', 'tabs');
    expect(await service.of(join(dir, 'b')).get('style')).to.include({ scope: 'global', value: 'tabs' });
    await memories.save('project', 'style', 'spaces');
    expect(await memories.get('style')).to.include({ value: 'spaces' });
    expect(await memories.get('style', 'global')).to.include({ value: 'tabs' });
    expect(await memories.list('global')).to.have.length(1);
    expect(await memories.remove('style')).to.equal('project');
    expect(await memories.get('style')).to.include({ value: 'tabs' });
  });

  it('finds entries that have every word, with the line', async () => {
    await memories.save('project', 'deploy', 'first\nUse the blue cluster.\nlast');
    await memories.save('global', 'Blue things', 'sky');
    await memories.save('project', 'other', 'red cluster');
    expect((await memories.search('BLUE cluster')).map(({ key, line }) => [key, line])).to.deep.equal([
      ['deploy', 'Use the blue cluster.'],
    ]);
    expect((await memories.search('blue')).map(({ key }) => key).sort()).to.deep.equal(['Blue things', 'deploy']);
    expect(await memories.search('green')).to.deep.equal([]);
  });

  it('writes no secret', async () => {
    addSecret('memory-test-secret-4711');
    const value = 'key memory-test-secret-4711\nghp_0123456789abcdefghijABCDEFGHIJ012345\nplain';
    expect(await memories.save('global', 'keys', value)).to.include({ redacted: true });
    const [file = ''] = readdirSync(join(root, 'global')).filter((name) => name.endsWith('.md'));
    const text = readFileSync(join(root, 'global', file), 'utf8');
    expect(text).to.contain('plain').and.not.contain('4711').and.not.contain('ghp_');
    if (process.platform !== 'win32') expect(statSync(join(root, 'global', file)).mode & 0o77).to.equal(0);
  });

  it('is bounded: keys, values, entries', async () => {
    expect(await refused(memories.save('project', 'x'.repeat(101), 'v'))).to.contain('100 characters');
    for (const key of ['', ' ', 'a\u0000b', '</memory>']) await refused(memories.save('project', key, 'v'));
    expect(await refused(memories.save('project', 'k', 'ä'.repeat(32 * 1024 + 1)))).to.contain('64 KiB');
    await memories.save('project', 'k', 'ä'.repeat(32 * 1024));
    const folder = join(root, 'projects', readdirSync(join(root, 'projects'))[0] ?? '');
    const head = JSON.stringify({ key: 'n', createdAt: 1, updatedAt: 1 });
    for (let n = 0; n < 999; n++) writeFileSync(join(folder, `${n.toString(16).padStart(32, '0')}.md`), `${head}\n`);
    expect(await refused(memories.save('project', 'one more', 'v'))).to.contain('1000 entries');
    expect(await memories.save('project', 'k', 'replaced')).to.include({ created: false });
  });

  it('loses nothing when several save at the same time, and leaves broken files out', async () => {
    const others = [createMemory(root).of(join(dir, 'a')), createMemory(root).of(join(dir, 'a'))];
    await Promise.all([...Array(20).keys()].map((n) => (others[n % 2] as Memories).save('project', `key ${n}`, `value ${n}`)));
    expect(await memories.list('project')).to.have.length(20);
    const folder = join(root, 'projects', readdirSync(join(root, 'projects'))[0] ?? '');
    writeFileSync(join(folder, `${'f'.repeat(32)}.md`), 'no head');
    expect(await memories.list()).to.have.length(20);
  });

  it('tells titles alone, the project’s first, within 1 KiB, and nothing when there is nothing', async () => {
    expect(await service.sessionNote(dir)).to.equal(undefined);
    await memories.save('global', 'newest', 'secret text');
    for (let n = 0; n < 40; n++) await memories.save('project', `${n} ${'ü'.repeat(30)}`, 'secret text');
    const note = (await service.sessionNote(join(dir, 'a'))) ?? '';
    expect(Buffer.byteLength(note)).to.be.within(900, 1024);
    expect(note)
      .to.match(/^<memory>\n[\s\S]*\n<\/memory>$/)
      .and.not.contain('secret text')
      .and.not.contain('newest');
    expect(await service.sessionNote(join(dir, 'b'))).to.contain('- newest (global)');
  });
});
