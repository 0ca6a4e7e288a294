import { setImmediate as tick } from 'node:timers/promises';
import { expect } from 'chai';
import { inParallel } from '../../src/runtime/in-parallel.ts';

describe('work in parallel', () => {
  it('is done for all, so many at a time, with the results in the order of the items', async () => {
    let open = 0;
    let most = 0;
    const items = [5, 1, 4, 2, 3, 0];
    const results = await inParallel(items, 2, async (item, at) => {
      most = Math.max(most, ++open);
      for (let i = 0; i < item; i++) await tick();
      open--;
      return `${at}:${item}`;
    });
    expect(results).to.deep.equal(items.map((item, at) => `${at}:${item}`));
    expect(most).to.equal(2);
    expect(await inParallel([], 4, async () => 1)).to.deep.equal([]);
  });

  it('begins nothing more after a failure, which is the one that is told', async () => {
    const begun: number[] = [];
    const failure = new Error('two');
    const error = await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await tick();
      if (item === 2) throw failure;
    }).catch((thrown: unknown) => thrown);
    expect(error).to.equal(failure);
    await tick();
    expect(begun).to.deep.equal([1, 2, 3]);
  });
});
