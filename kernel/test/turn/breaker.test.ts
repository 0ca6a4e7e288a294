import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ModelError } from '../../src/runtime/errors.ts';
import { Breaker } from '../../src/turn/models/breaker.ts';
import { RestFile } from '../../src/turn/models/rest-file.ts';

const failure = (retryAfterMs?: number) =>
  new ModelError('OC_MODEL_HTTP', { message: 'no' }, { retryable: true, status: 529, ...(retryAfterMs && { retryAfterMs }) });

describe('a model that failed', () => {
  let dir: string;
  let time: number;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ock-rest-'));
    time = Date.now();
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const file = () => join(dir, 'model-rests.json');
  const breaker = (writes = true) => new Breaker(new RestFile(dir), { now: () => time, writes });
  const pass = (seconds: number) => {
    time += seconds * 1000;
  };
  const rest = (one: Breaker) => ((one.restingUntil('p/m') ?? time) - time) / 1000;

  it('rests a minute, doubled with each failure up to ten, and as long as its server asked for', async () => {
    const one = breaker();
    const seen: number[] = [];
    for (let n = 0; n < 6; n++) {
      await one.failed('p/m', failure());
      seen.push(rest(one));
      pass(rest(one));
      expect(await one.admit('p/m')).to.equal(undefined);
    }
    expect(seen).to.deep.equal([60, 120, 240, 480, 600, 600]);
    await one.failed('p/m', failure(3_600_000));
    expect(rest(one)).to.equal(3600);
  });

  it('is tried by one caller after its rest, until that one tells how it went', async () => {
    const [one, other] = [breaker(), breaker()];
    await one.failed('p/m', failure());
    expect(await other.admit('p/m')).to.equal(time + 60_000);
    pass(60);
    const leave = await Promise.all([one, other, one, other].map((asks) => asks.admit('p/m')));
    expect(leave.filter((until) => until === undefined)).to.have.length(1);
    await one.released('p/m');
    expect(await other.admit('p/m')).to.equal(undefined);
    expect(await one.admit('p/m')).to.be.a('number');
    await other.succeeded('p/m');
    expect(await one.admit('p/m')).to.equal(undefined);
    expect(existsSync(file())).to.equal(false);
  });

  it('is given up by a trial that never ends', async () => {
    const one = breaker();
    await one.failed('p/m', failure());
    pass(60);
    expect(await one.admit('p/m')).to.equal(undefined);
    pass(121);
    expect(await breaker().admit('p/m')).to.equal(undefined);
  });

  it('counts once where several calls met the same outage', async () => {
    await Promise.all(Array.from({ length: 8 }, () => breaker().failed('p/m', failure())));
    expect(rest(breaker())).to.equal(60);
  });

  it('is forgotten when the file is damaged, and remembered by the process where there is none', async () => {
    for (const text of ['{', '[]', 'null', '{"p/m":{"until":"x"}}', '{"p/m":{"until":1e99,"failures":1}}', '"'.repeat(1e6)]) {
      writeFileSync(file(), text);
      expect(breaker().restingUntil('p/m')).to.equal(undefined);
    }
    await breaker().failed('p/m', failure());
    expect(rest(breaker())).to.equal(60);
    rmSync(dir, { recursive: true });
    writeFileSync(dir, 'not a folder');
    const alone = breaker();
    await alone.failed('p/m', failure());
    expect(rest(alone)).to.equal(60);
    await alone.succeeded('p/m');
    expect(rest(alone)).to.equal(0);
  });

  it('is written nowhere when nothing is to be written', async () => {
    const quiet = breaker(false);
    await quiet.failed('p/m', failure());
    expect(rest(quiet)).to.equal(60);
    expect(existsSync(file())).to.equal(false);
  });

  it('is one of a bounded number', async () => {
    const one = breaker();
    for (let n = 0; n < 80; n++) await one.failed(`p/m${n}`, failure());
    expect(Object.keys(new RestFile(dir).read(time))).to.have.length(64);
  });
});
