import { modeContract } from '../../../../test/contracts/mode.ts';

modeContract(new URL('..', import.meta.url));
