import { appendFileSync } from 'node:fs';
import { KeyStore } from '../../src/secrets/key-store.ts';

/** A process of its own that finds a sign-in run out and renews it: `renewer.ts FOLDER LOG`. Prints the key it goes on with. */
const [dir = '', log = ''] = process.argv.slice(2);
const keys = new KeyStore({}, { config: dir, data: dir, cache: dir, state: dir }, {}, () => Promise.reject(new Error('no keychain')));
const old = keys.credential('x', []);
if (!old) throw new Error('nobody is signed in');
const fresh = await keys.renew(
  'x',
  old,
  async (current) => {
    appendFileSync(log, `${current.refresh}\n`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { key: `~access-of-${process.pid}-0123456789`, refresh: `~refresh-of-${process.pid}-0123456789`, expires: 9e15 };
  },
  new AbortController().signal,
);
process.stdout.write(fresh.key);
