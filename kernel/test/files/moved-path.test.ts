import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openForReading, readTextFile, saveFile } from '@ock/kernel';
import { expect } from 'chai';

const signal = new AbortController().signal;
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Error) => error.message,
  );

describe('a path that leads elsewhere than when it was judged', () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'oc-moved-')));
    for (const name of ['work/src', 'outside']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'work/src/a.txt'), 'same');
    writeFileSync(join(folder, 'outside/a.txt'), 'same');
    renameSync(join(folder, 'work/src'), join(folder, 'work/was'));
    symlinkSync(join(folder, 'outside'), join(folder, 'work/src'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is not read', async () => {
    const path = join(folder, 'work/src/a.txt');
    expect(await failure(readTextFile(path, 'a.txt'))).to.include('leads elsewhere');
    expect(await failure(openForReading(path))).to.include('leads elsewhere');
  });

  it('is not written, whether the file is there or new, and nothing is left beside it', async () => {
    const old = await readTextFile(join(folder, 'outside/a.txt'), 'a.txt');
    expect(await failure(saveFile(join(folder, 'work/src/a.txt'), 'a.txt', Buffer.from('evil'), old?.version, signal))).to.include(
      'leads elsewhere',
    );
    expect(await failure(saveFile(join(folder, 'work/src/new.txt'), 'new.txt', Buffer.from('evil'), undefined, signal))).to.include(
      'leads elsewhere',
    );
    expect(readFileSync(join(folder, 'outside/a.txt'), 'utf8')).to.equal('same');
    expect(readdirSync(join(folder, 'outside'))).to.deep.equal(['a.txt']);
  });

  it('is not written where the file itself became a link', async () => {
    symlinkSync(join(folder, 'outside/a.txt'), join(folder, 'work/link.txt'));
    symlinkSync(join(folder, 'outside/made.txt'), join(folder, 'work/dangling.txt'));
    const old = await readTextFile(join(folder, 'outside/a.txt'), 'a.txt');
    expect(await failure(saveFile(join(folder, 'work/link.txt'), 'link.txt', Buffer.from('evil'), old?.version, signal))).to.include(
      'leads elsewhere',
    );
    expect(await failure(saveFile(join(folder, 'work/dangling.txt'), 'x', Buffer.from('evil'), undefined, signal))).to.include(
      'leads elsewhere',
    );
    expect(readFileSync(join(folder, 'outside/a.txt'), 'utf8')).to.equal('same');
    expect(existsSync(join(folder, 'outside/made.txt'))).to.equal(false);
  });
});
