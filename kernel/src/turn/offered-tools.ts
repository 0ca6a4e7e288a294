import type { PermissionMode } from '@ock/schemas';
import { matchesAny } from '../index/catalogue.ts';
import type { AgentContribution } from '../kinds/agent.ts';
import type { ToolContribution } from '../kinds/tool.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { changes } from './judge.ts';

/**
 * Tools a model is offered: enabled, within the agent's set, and only those that change nothing where nothing may be changed. Always in the same
 * order, and what bridges brought last, so that a request begins as the one before it did: `[tools]` and the agent may name several as `github_*`.
 * @param brought by bridges, in the order of ids
 */
export function offeredTools(
  kernel: Kernel,
  agent: AgentContribution,
  mode: PermissionMode,
  brought: readonly ToolContribution[] = [],
): ToolContribution[] {
  const switches = (kernel.config.config.tools ?? {}) as Record<string, boolean>;
  const patterns = Object.entries(switches).filter(([name]) => name.includes('*'));
  const isOn = ({ id, enabled }: ToolContribution) =>
    switches[id] ?? patterns.findLast(([glob]) => matchesAny(id, [glob]))?.[1] ?? enabled ?? true;
  const readOnly = agent.readOnly === true || mode === 'plan';
  return [...kernel.list('tool'), ...brought]
    .filter(isOn)
    .filter(({ id }) => !agent.tools || matchesAny(id, agent.tools))
    .filter((tool) => !readOnly || !changes(tool));
}
