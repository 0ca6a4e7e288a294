import { commandContract } from '../../../../test/contracts/command.ts';

commandContract(new URL('..', import.meta.url));
