import { agentContract } from '../../../../test/contracts/agent.ts';

agentContract(new URL('..', import.meta.url));
