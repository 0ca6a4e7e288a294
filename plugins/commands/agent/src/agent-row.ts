import type { AgentContribution, Kernel } from '@ock/kernel';

/** `primary`: people talk to it. `subagent`: the task tool calls it. */
export type AgentKind = 'primary' | 'subagent' | 'both' | 'internal';

export interface AgentRow {
  id: string;
  description: string;
  kind: AgentKind;
  /** `own`: somebody wrote it into a file */
  origin: 'bundled' | 'plugin' | 'own';
  file?: string;
  model?: string;
}

export function kindOf({ sub, both, hidden }: AgentContribution): AgentKind {
  if (hidden) return 'internal';
  if (both) return 'both';
  return sub ? 'subagent' : 'primary';
}

/** Every agent there is, in the order of their names. */
export function agentRows(kernel: Kernel): AgentRow[] {
  return kernel.catalogue
    .list('agent')
    .map(({ plugin, contribution }): AgentRow => {
      const { id, description, file, model } = contribution;
      const origin = plugin.origin === 'own' ? 'own' : plugin.origin === 'bundled' ? 'bundled' : 'plugin';
      return {
        id,
        description,
        kind: kindOf(contribution),
        origin,
        ...(file && { file }),
        ...(model && { model }),
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
