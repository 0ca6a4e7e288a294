import type { AgentContribution } from '../../kinds/agent.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { near } from '../../runtime/near.ts';
import { tellUntrustedAgent } from './untrusted-agent.ts';

/** @throws OC_AGENT_UNKNOWN with near matches */
export function findAgent(kernel: Kernel, id: string): AgentContribution {
  const agent = kernel.find('agent', id)?.contribution;
  if (agent) return agent;
  tellUntrustedAgent(kernel, id);
  const ids = kernel.list('agent').flatMap((known) => (known.hidden ? [] : [known.id]));
  throw new KernelError('OC_AGENT_UNKNOWN', { agent: id, near: near(id, ids), known: ids.join(', ') });
}
