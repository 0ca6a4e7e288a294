import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Credential } from '../../src/kinds/provider.ts';
import { KernelError } from '../../src/runtime/errors.ts';
import { REDACTED, redactSecrets } from '../../src/runtime/redact.ts';
import { KeyStore } from '../../src/secrets/key-store.ts';

const KEY = '~printed-key-0123456789';

// the values begin with "~": all that is registered stays so in this process, and text of other tests that ends like their beginning would be held back
describe('KeyStore', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ock-keys-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const store = (provider: Record<string, unknown> = {}) =>
    new KeyStore({ PATH: process.env.PATH, HOME: dir }, { config: dir, data: dir, cache: dir, state: dir }, { provider }, () =>
      Promise.reject(new Error('no keychain in this test')),
    );
  const failure = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof KernelError)) throw new Error(`expected a KernelError, got ${error}`);
    return error;
  };

  describe('of a command', () => {
    const counting = () => `echo x >> ${join(dir, 'runs')}; printf '  %s \\n' ${KEY}`;
    const runs = () => readFileSync(join(dir, 'runs'), 'utf8').split('\n').length - 1;

    it('is asked for when the key is needed, once, and kept from being told', async () => {
      const keys = store({ x: { api_key_command: counting() } });
      expect(keys.source('x', ['X_KEY'])).to.deep.equal({ from: 'command', name: 'provider.x.api_key_command' });
      expect(keys.get('x', [])).to.equal(undefined);
      expect(() => runs()).to.throw('ENOENT');
      expect(await Promise.all([keys.resolve('x', []), keys.resolve('x', [])])).to.deep.equal([KEY, KEY]);
      expect([await keys.resolve('x', []), keys.get('x', [])]).to.deep.equal([KEY, KEY]);
      expect(runs()).to.equal(1);
      expect(redactSecrets(KEY)).to.equal(REDACTED);
    });

    it('gets its arguments as they stand', async () => {
      const script = join(dir, 'key.sh');
      writeFileSync(script, '#!/bin/sh\nprintf %s "$1"\n');
      chmodSync(script, 0o700);
      expect(await store({ x: { api_key_command: [script, '~ b $HOME'] } }).resolve('x', [])).to.equal('~ b $HOME');
    });

    it('says why there is none, with the last line of what it said and no key in it', async () => {
      const of = (api_key_command: unknown) => failure(store({ x: { api_key_command } }).resolve('x', []));
      const failed = await of('echo first >&2; echo "not signed in sk-abcdefghijklmnopqrstuvwxyz012345" >&2; exit 6');
      expect(failed.code).to.equal('OC_AUTH_COMMAND');
      expect(failed.exitCode).to.equal(41);
      expect(failed.details).to.include({ code: 6, said: `not signed in ${REDACTED}` });
      expect((await of('true')).details.because).to.equal('reason.key_command_silent');
      expect((await of(['/nowhere/such-program'])).details.because).to.equal('reason.key_command_absent');
      expect((await of("head -c 200000 /dev/zero | tr '\\0' a; echo")).details.because).to.equal('reason.key_command_long');
    });

    it('is asked again when it failed', async () => {
      const keys = store({ x: { api_key_command: `test -f ${join(dir, 'open')} && echo ${KEY}` } });
      await failure(keys.resolve('x', []));
      writeFileSync(join(dir, 'open'), '');
      expect(await keys.resolve('x', [])).to.equal(KEY);
    });
  });

  describe('of a sign-in', () => {
    const first: Credential = { key: '~access-one-0123456789', refresh: '~refresh-one-0123456789', expires: 5, facts: { account: 'a' } };

    it('is kept for its owner alone, gives the key, and keeps its secrets from being told', async () => {
      await store().signIn('x', first);
      expect(statSync(join(dir, 'auth.json')).mode & 0o777).to.equal(0o600);
      const keys = store();
      expect(keys.source('x', [])?.from).to.equal('sign-in');
      expect(keys.get('x', [])).to.equal(first.key);
      expect(keys.credential('x', [])).to.deep.equal(first);
      expect(redactSecrets(`${first.key} ${first.refresh}`)).to.equal(`${REDACTED} ${REDACTED}`);
    });

    it('is no credential where a key from elsewhere goes before it', async () => {
      await store().signIn('x', first);
      expect(store({ x: { api_key: '~another-key-0123456789' } }).credential('x', [])).to.equal(undefined);
    });

    it('is renewed once, however many want it, and everyone gets the new one', async () => {
      await store().signIn('x', first);
      let renewals = 0;
      const renew = async (current: Credential): Promise<Credential> => {
        renewals++;
        expect(current.refresh).to.equal(first.refresh);
        await new Promise((resolve) => setTimeout(resolve, 30));
        return { ...current, key: '~access-two-0123456789', refresh: '~refresh-two-0123456789' };
      };
      // stores of their own, as in processes of their own
      const { signal } = new AbortController();
      const got = await Promise.all([1, 2, 3, 4].map(() => store().renew('x', first, renew, signal)));
      expect(renewals).to.equal(1);
      expect(new Set(got.map(({ key }) => key))).to.deep.equal(new Set(['~access-two-0123456789']));
      expect(store().get('x', [])).to.equal('~access-two-0123456789');
    });

    it('stays as it was when the renewal fails, and can be renewed then', async () => {
      const keys = store();
      await keys.signIn('x', first);
      const { signal } = new AbortController();
      const refused = new KernelError('OC_AUTH_REFUSED', { message: 'revoked' });
      expect(await failure(keys.renew('x', first, () => Promise.reject(refused), signal))).to.equal(refused);
      expect(store().credential('x', [])).to.deep.equal(first);
      expect((await keys.renew('x', first, async (now) => ({ ...now, key: '~access-new-0123456789' }), signal)).key).to.include('new');
    });
  });

  it('loses no entry when several are kept at once', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `p${i}`);
    await Promise.all(ids.map((id) => store().set(id, `~key-of-${id}-0123456789`)));
    expect(Object.keys(store().all()).sort()).to.deep.equal(ids.sort());
    expect(await store().remove('p3')).to.equal(true);
    expect(await store().remove('p3')).to.equal(false);
    expect(Object.keys(store().all())).to.have.length(11);
  });

  it('reads keys of before, and names an entry that holds none', async () => {
    writeFileSync(join(dir, 'auth.json'), '{"old": {"key": "~old-key-0123456789"}}');
    expect(store().get('old', [])).to.equal('~old-key-0123456789');
    writeFileSync(join(dir, 'auth.json'), '{"odd": {"type": "oauth", "access": 5}}');
    expect((await failure(store().resolve('odd', []))).details).to.include({ because: 'reason.keys_no_key', provider: 'odd' });
  });
});
