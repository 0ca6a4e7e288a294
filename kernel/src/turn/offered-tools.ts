import type { PermissionMode } from '@ock/schemas';
import type { AgentContribution } from '../kinds/agent.ts';
import type { ToolContribution } from '../kinds/tool.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { changes } from './judge.ts';

/** Tools a model is offered: enabled, within the agent's set, and only those that change nothing where nothing may be changed. */
export function offeredTools(kernel: Kernel, agent: AgentContribution, mode: PermissionMode): ToolContribution[] {
  const switches = (kernel.config.config.tools ?? {}) as Record<string, boolean>;
  const readOnly = agent.readOnly === true || mode === 'plan';
  return kernel
    .list('tool')
    .filter(({ id, enabled }) => switches[id] ?? enabled ?? true)
    .filter(({ id }) => !agent.tools || agent.tools.includes(id))
    .filter((tool) => !readOnly || !changes(tool));
}
