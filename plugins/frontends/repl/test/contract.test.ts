import { frontendContract } from '../../../../test/contracts/frontend.ts';

frontendContract(new URL('..', import.meta.url));
