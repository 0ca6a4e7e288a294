import { expect } from 'chai';
import { heldLimit } from '../../src/turn/limits.ts';

describe('the limit that holds', () => {
  it('is what was asked for, else what is configured', () => {
    expect(heldLimit(50, 5, false)).to.equal(50);
    expect(heldLimit(undefined, 5, false)).to.equal(5);
    expect(heldLimit(50, undefined, true)).to.equal(50);
    expect(heldLimit(undefined, undefined, true)).to.equal(undefined);
  });

  it("never passes the administrator's", () => {
    expect(heldLimit(50, 5, true)).to.equal(5);
    expect(heldLimit(3, 5, true)).to.equal(3);
    expect(heldLimit(undefined, 5, true)).to.equal(5);
  });
});
