import { expect } from 'chai';
import { nextStep, randoms } from '../support/kill-script.ts';
import { KilledSession } from '../support/killed-session.ts';
import { lab } from '../support/run.ts';

/** for both stores together; more of them for a thorough look */
const KILLS = Number(process.env.OPENCODE_TEST_KILLS ?? 200);
const SEED = Number(process.env.OPENCODE_TEST_SEED ?? 20_261_121);
const STORES = ['sqlite', 'files'];

describe(`a session of 30 turns, killed at ${KILLS} random points in all`, () => {
  it('comes to the same tree, keeps all that was acknowledged in order, and runs no command twice', async function () {
    this.timeout(600_000);
    const [lost] = await Promise.all(STORES.map((store, at) => killOften(store, KILLS / STORES.length, SEED + at)));
    expect(lost, 'kills that hit a running call').to.be.above(0);
  });
});

/** Sessions in one data folder, one after the other, until they were killed often enough. @returns how many calls were hit */
async function killOften(store: string, kills: number, seed: number): Promise<number> {
  const config = `[session]\nstore = "${store}"`;
  const calm = await lab({ handler: nextStep }, 'openai-compatible', config);
  const undisturbed = new KilledSession(calm.sandbox, calm.fake);
  let lost = 0;
  try {
    await undisturbed.drive();
    expect(await undisturbed.check(), 'calls without a result').to.deep.equal([]);
    const expected = undisturbed.tree();
    expect(expected.size).to.equal(11);
    const random = randoms(seed);
    for (let done = 0; done < kills; ) {
      const open = await lab({ handler: nextStep }, 'openai-compatible', config);
      try {
        const session = new KilledSession(open.sandbox, open.fake);
        await session.drive(random);
        const tree = session.tree();
        expect([...tree.keys()], store).to.deep.equal([...expected.keys()]);
        for (const [name, text] of tree) expect(text === expected.get(name), `${store}: ${name}`).to.equal(true);
        lost += (await session.check()).length;
        done += session.kills;
      } finally {
        await open.close();
      }
    }
  } finally {
    await calm.close();
  }
  return lost;
}
