import { providerContract } from '../../../../test/contracts/provider.ts';

providerContract(new URL('../', import.meta.url));
