import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../../../../../test/support/tool-context.ts';
import { clipboardImage, imageFiles } from '../../src/input/images.ts';

describe('images', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await temporaryFolder();
    mkdirSync(join(dir, 'my shots'));
    for (const name of ['a.png', 'my shots/b 1.JPG', "it's.webp", 'c"d.gif', 'notes.txt']) writeFileSync(join(dir, name), name);
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const names = (text: string) => imageFiles(text, dir)?.map(({ name }) => name);

  it('are found in every way a terminal names what is dragged onto it', () => {
    expect(names(`${dir}/a.png `)).to.deep.equal(['a.png']);
    expect(names(`'${dir}/my shots/b 1.JPG'`)).to.deep.equal(['b 1.JPG']);
    expect(names(`${dir}/my\\ shots/b\\ 1.JPG`)).to.deep.equal(['b 1.JPG']);
    expect(names(`${dir}/my shots/b 1.JPG`)).to.deep.equal(['b 1.JPG']);
    expect(names(`"${dir}/it's.webp"`)).to.deep.equal(["it's.webp"]);
    expect(names(`'${dir}/it'\\''s.webp'`)).to.deep.equal(["it's.webp"]);
    expect(names(`'${dir}/c"d.gif'`)).to.deep.equal(['c"d.gif']);
    expect(names(`file://${dir}/my%20shots/b%201.JPG`)).to.deep.equal(['b 1.JPG']);
    expect(names('a.png')).to.deep.equal(['a.png']);
  });

  it('may be several at once', () => {
    expect(names(`'${dir}/my shots/b 1.JPG' ${dir}/a.png ${dir}/it\\'s.webp`)).to.deep.equal(['b 1.JPG', 'a.png', "it's.webp"]);
    expect(names(`${dir}/a.png\nfile://${dir}/a.png\n`)).to.deep.equal(['a.png', 'a.png']);
  });

  it('are no text that speaks of one, no other file, and nothing that is not there', () => {
    for (const text of ['look at a.png', `${dir}/notes.txt`, `${dir}/gone.png`, `${dir}/a.png ${dir}/gone.png`, 'a.png\0', "it's.png", ''])
      expect(names(text), text).to.equal(undefined);
  });

  it('come from the clipboard by the program that is there, and from none where there is none', async function () {
    if (process.platform === 'win32' || process.platform === 'darwin') return this.skip();
    const program = (name: string, script: string) => {
      writeFileSync(join(dir, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(dir, name), 0o755);
    };
    const PATH = `${dir}:/usr/bin:/bin`;
    program('wl-paste', 'exit 1');
    program('xclip', 'printf image');
    expect(await clipboardImage({ PATH, WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' })).to.equal(Buffer.from('image').toString('base64'));
    expect(await clipboardImage({ PATH, WAYLAND_DISPLAY: 'wayland-0' })).to.equal(undefined);
    expect(await clipboardImage({ PATH: '/nonexistent', DISPLAY: ':0' })).to.equal(undefined);
    expect(await clipboardImage({ PATH })).to.equal(undefined);
  });
});
