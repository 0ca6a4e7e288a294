import { themeContract } from '../../../../test/contracts/theme.ts';

themeContract(new URL('..', import.meta.url));
