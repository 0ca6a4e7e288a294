import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { BIN, Sandbox } from '../support/cli.ts';

/** ms of the fastest of several starts: the figure that other load on the machine disturbs least */
function fastest(args: readonly string[], env: Record<string, string>, rounds = 15): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const begin = performance.now();
    spawnSync(process.execPath, [...args], { env, stdio: 'ignore' });
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

describe('start-up', () => {
  it('--version takes at most 1.3 times as long as bare node', function () {
    this.timeout(60_000);
    const sandbox = new Sandbox();
    const ratios: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const bare = fastest(['-e', '0'], sandbox.env);
      ratios.push(fastest([BIN, '--version'], sandbox.env) / bare);
      if ((ratios.at(-1) as number) <= 1.3) break;
    }
    sandbox.remove();
    expect(Math.min(...ratios)).to.be.at.most(1.3);
  });
});
