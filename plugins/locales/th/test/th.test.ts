import { localeContract } from '../../../../test/contracts/locale.ts';

localeContract({ pluginDir: new URL('..', import.meta.url), complete: true });
