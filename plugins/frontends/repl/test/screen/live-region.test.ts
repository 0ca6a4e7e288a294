import { Writable } from 'node:stream';
import xterm from '@xterm/headless';
import { expect } from 'chai';
import { LiveRegion } from '../../src/screen/live-region.ts';
import { textWidth } from '../../src/screen/width.ts';

/** A region on a model of a screen. */
function bench(cols = 40, rows = 10) {
  const term = new xterm.Terminal({ cols, rows, allowProposedApi: true, reflowCursorLine: true, convertEol: false });
  let width = cols;
  const written: string[] = [];
  let done: Promise<void> = Promise.resolve();
  const out = new Writable({
    write(chunk: Buffer, _encoding, next) {
      written.push(chunk.toString());
      done = new Promise((resolve) => term.write(chunk.toString(), resolve));
      next();
    },
  });
  const region = new LiveRegion({ out, width: () => width, reflows: true, reflowsCursorLine: true });
  const text = async () => {
    await done;
    const { active } = term.buffer;
    const lines = Array.from({ length: active.length }, (_line, at) => active.getLine(at)?.translateToString(true).trimEnd() ?? '');
    return lines.join('\n').trimEnd();
  };
  const cursor = () => ({ row: term.buffer.active.cursorY + term.buffer.active.baseY, column: term.buffer.active.cursorX });
  const resize = async (columns: number) => {
    await done;
    term.resize(columns, rows);
    width = columns;
  };
  return { region, text, cursor, resize, written };
}

describe('LiveRegion', () => {
  it('prints above itself once, and draws only what changed', async () => {
    const { region, text, cursor, written } = bench();
    region.draw('first\n', { rows: ['', '> typed', 'status'], cursor: { row: 1, column: 7 } });
    expect(await text()).to.equal('first\n\n> typed\nstatus');
    expect(cursor()).to.deep.equal({ row: 2, column: 7 });
    region.draw('', { rows: ['', '> typed x', 'status'], cursor: { row: 1, column: 9 } });
    expect(written.at(-1)).to.include('> typed x').and.not.include('status');
    const before = written.length;
    region.draw('', { rows: ['', '> typed x', 'status'], cursor: { row: 1, column: 9 } });
    expect(written).to.have.length(before);
    region.draw('second\nthird\n', { rows: ['', '> ', 'status'], cursor: { row: 1, column: 2 } });
    expect(await text()).to.equal('first\nsecond\nthird\n\n>\nstatus');
    expect(written.every((chunk) => chunk.startsWith('\x1b[?2026h') && chunk.endsWith('\x1b[?2026l'))).to.equal(true);
  });

  it('grows and shrinks, also at the end of the screen', async () => {
    const { region, text, cursor } = bench(40, 5);
    for (let i = 0; i < 8; i++) region.draw(`line ${i}\n`, { rows: ['a', 'b'], cursor: { row: 0, column: 1 } });
    region.draw('', { rows: ['a', 'more', 'and more', 'b'], cursor: { row: 2, column: 3 } });
    expect(await text()).to.match(/line 6\nline 7\na\nmore\nand more\nb$/);
    region.draw('', { rows: ['a'], cursor: { row: 0, column: 0 } });
    expect(await text()).to.match(/line 7\na$/);
    region.draw('last\n', { rows: ['b'], cursor: { row: 0, column: 1 } });
    expect(await text()).to.match(/line 7\nlast\nb$/);
    expect(cursor().column).to.equal(1);
    region.erase();
    expect(await text()).to.match(/line 7\nlast$/);
  });

  it('finds its place again when the width changes, and takes nothing of the transcript', async () => {
    const long = 'x'.repeat(35);
    for (const columns of [20, 12, 60]) {
      const { region, text, resize } = bench(40, 20);
      region.draw('one\ntwo\n', { rows: ['', long, `> ${'y'.repeat(30)}`, 'status'], cursor: { row: 2, column: 32 } });
      await resize(columns);
      region.draw('', { rows: ['', 'short', '> y', 'status'], cursor: { row: 2, column: 3 } });
      expect(await text(), String(columns)).to.equal('one\ntwo\n\nshort\n> y\nstatus');
    }
  });

  it('counts the columns of what is wide, joined or combined', () => {
    for (const [text, width] of [
      ['漢字', 4],
      ['e\u0301', 1],
      ['👩‍👩‍👧‍👦', 2],
      ['مرحبا', 5],
      ['🇩🇪', 2],
      ['한글', 4],
    ] as const)
      expect(textWidth(text), text).to.equal(width);
  });
});
