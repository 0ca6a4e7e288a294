import { expect } from 'chai';
import { HeldTokens } from '../../src/http/held-tokens.ts';
import { redact } from '../../src/runtime/redact.ts';

const HOUR = 3_600_000;

describe('held tokens', () => {
  it('asks once, again shortly before the end, and apart for each secret', async () => {
    let now = 1_000;
    let asked = 0;
    const tokens = new HeldTokens(() => now);
    const ask = async (at: number) => ({ token: `token-number-${++asked}`, expires: at + HOUR });
    expect((await tokens.get(['a'], ask)).token).to.equal('token-number-1');
    now += HOUR - 6 * 60_000;
    expect((await tokens.get(['a'], ask)).token).to.equal('token-number-1');
    expect((await tokens.get(['b'], ask)).token).to.equal('token-number-2');
    now += 2 * 60_000;
    expect((await tokens.get(['a'], ask)).token).to.equal('token-number-3');
    expect(redact('it was token-number-3')).to.not.include('token-number-3');
  });

  it('uses a token that lives for seconds half its life, and asks again after a failure', async () => {
    let now = 0;
    let asked = 0;
    const tokens = new HeldTokens(() => now);
    const failed = await tokens.get('x', () => Promise.reject(new Error('no'))).catch((error: Error) => error.message);
    expect(failed).to.equal('no');
    const ask = async (at: number) => ({ token: `short-lived-${++asked}`, expires: at + 10_000 });
    await tokens.get('x', ask);
    now = 4_000;
    await tokens.get('x', ask);
    expect(asked).to.equal(1);
    now = 6_000;
    await tokens.get('x', ask);
    expect(asked).to.equal(2);
  });
});
