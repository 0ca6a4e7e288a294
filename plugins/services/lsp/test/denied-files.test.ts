import { expect } from 'chai';
import { type FakeLab, fakeLab, never } from './support.ts';

describe('places in files that the rules deny to read', () => {
  let made: FakeLab;
  beforeEach(() => {
    made = fakeLab('plain');
  });
  afterEach(() => made.dispose());

  it('are left out of answers, and counted', async () => {
    const query = { operation: 'definition', file: made.path('a.fake'), line: 2, column: 1 } as const;
    const asked: string[] = [];
    const denied = await made.service.query(query, never, async (path) => asked.push(path) > 0);
    expect(asked).to.deep.equal([made.path('a.fake')]);
    expect(denied.items).to.deep.equal([]);
    expect(denied.text)
      .to.match(/^\[1 left out: /)
      .and.not.include('two');
    const allowed = await made.service.query(query, never, async () => false);
    expect(allowed.items).to.have.length(1);
    expect(allowed.text).to.include('two').and.not.include('left out');
  });
});
