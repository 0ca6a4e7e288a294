import type { Session } from '@ock/schemas';
import { expect } from 'chai';
import { cutToWidth, sessionTable } from '../src/session-table.ts';

const session = (title: string): Session => ({
  id: 'ses_01JD8X2Z6Y3V5W7T9R1Q0P4N8M',
  title,
  directory: '/somewhere/else',
  created_at: 0,
  updated_at: 0,
  usage: { input: 0, output: 0, reasoning: 0, cache_read: 0, cache_write: 0 },
  cost_usd: 0,
  state: {},
});
const t = (key: string) => key.replace('command-session.', '');

describe('session table', () => {
  it('cuts titles to the terminal, and only there', () => {
    const long = 'word '.repeat(40).trim();
    for (const columns of [90, 100, 132]) {
      const lines = sessionTable([session(long), session('short')], t, { folders: true, columns });
      expect(Math.max(...lines.map((line) => line.length))).to.equal(columns);
      expect(lines[1]).to.match(/…$/);
      expect(lines[2]).to.match(/short$/);
    }
    expect(sessionTable([session(long)], t, { folders: false, columns: undefined })[1]).to.include(long);
    expect(sessionTable([session('')], t, { folders: false, columns: 80 })[1]).to.include('untitled');
  });

  it('leaves a title 20 columns on a narrow terminal', () => {
    const [, line] = sessionTable([session('x'.repeat(50))], t, { folders: true, columns: 30 });
    expect(line?.match(/x+…/)?.[0]).to.have.length(20);
  });

  it('counts wide characters twice', () => {
    expect(cutToWidth('漢字漢字', 8)).to.equal('漢字漢字');
    expect(cutToWidth('漢字漢字', 7)).to.equal('漢字漢…');
    expect(cutToWidth('漢字漢字', 6)).to.equal('漢字…');
    expect(cutToWidth('abcdef', 6)).to.equal('abcdef');
    expect(cutToWidth('abcdefg', 6)).to.equal('abcde…');
  });
});
