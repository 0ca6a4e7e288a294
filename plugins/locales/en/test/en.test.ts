import { localeContract } from '../../../../test/contracts/locale.ts';

localeContract(new URL('..', import.meta.url));
