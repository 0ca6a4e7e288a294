import { sandboxContract } from '../../../../test/contracts/sandbox.ts';

sandboxContract(new URL('..', import.meta.url));
