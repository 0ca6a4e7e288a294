import type { LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { expect } from 'chai';
import { isPrivateAddress } from '../../../src/http/web/private-address.ts';
import { checkHost, publicLookup } from '../../../src/http/web/public-hosts.ts';

/** A name server whose answers change from one question to the next. */
function changing(...answers: string[][]): typeof lookup {
  let asked = 0;
  const resolve = (_name: string, _options: object, done: (error: null, found: LookupAddress[]) => void) => {
    const found = answers[Math.min(asked++, answers.length - 1)] ?? [];
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return resolve as unknown as typeof lookup;
}

function resolved(by: LookupFunction, all: boolean): Promise<{ error?: string; address?: unknown }> {
  return new Promise((done) =>
    by('rebind.test', { all }, (error, address) => done(error ? { error: error.message } : { address: address as unknown })),
  );
}

describe('public hosts', () => {
  it('knows which addresses are public', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '172.32.0.1', '::ffff:8.8.8.8', '64:ff9b::808:808'])
      expect(isPrivateAddress(address), address).to.equal(false);
    for (const address of [
      '172.16.0.1',
      '100.64.0.1',
      'fe80::1%eth0',
      'fd00::1',
      '::ffff:10.0.0.1',
      '::ffff:a00:1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '::',
      '255.255.255.255',
      'nonsense',
    ])
      expect(isPrivateAddress(address), address).to.equal(true);
  });

  it('judges a name anew at each connection: one that changes its mind gains nothing', async () => {
    const rules = { allow: false, tool: 'webfetch' };
    const by = publicLookup(rules, changing(['8.8.8.8'], ['127.0.0.1'], ['169.254.169.254', '8.8.4.4'], ['::ffff:10.0.0.1']));
    expect(await resolved(by, false)).to.deep.equal({ address: '8.8.8.8' });
    expect((await resolved(by, false)).error).to.contain('not on the public internet');
    expect(await resolved(by, true)).to.deep.equal({ address: [{ address: '8.8.4.4', family: 4 }] });
    expect((await resolved(by, true)).error).to.contain('[tool.webfetch] allow_private');
  });

  it('lets allowed names lead anywhere, and says whose setting allows', async () => {
    const rules = { allow: ['Rebind.test', '[::1]'], tool: 'other' };
    expect(await resolved(publicLookup(rules, changing(['127.0.0.1'])), false)).to.deep.equal({ address: '127.0.0.1' });
    expect(() => checkHost('[::1]', rules)).not.to.throw();
    expect(() => checkHost('127.0.0.1', rules)).to.throw('[tool.other] allow_private');
    expect(() => checkHost('printer.local.', rules)).to.throw('printer.local is not on the public internet');
  });
});
