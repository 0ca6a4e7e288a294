import { storeContract } from '../../../../test/contracts/store.ts';

storeContract({ pluginDir: new URL('..', import.meta.url), id: 'sqlite', place: 'opencode.db' });
