import type { PermissionMode } from '@ock/schemas';
import { matchesAny } from '../../index/catalogue.ts';
import type { AgentContribution } from '../../kinds/agent.ts';
import type { ToolContribution } from '../../kinds/tool.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { changes } from './judge.ts';
import { worksWith } from './work-mode.ts';

/**
 * Tools a model may use: enabled, within the agent's set, and only those that change nothing where nothing may be changed. Always in the same
 * order, and what bridges brought last, so that a request begins as the one before it did: `[tools]` and the agent may name several as `github_*`.
 * @param brought by bridges, in the order of ids
 */
export function allowedTools(
  kernel: Kernel,
  agent: AgentContribution,
  mode: PermissionMode,
  brought: readonly ToolContribution[] = [],
): ToolContribution[] {
  const readOnly = agent.readOnly === true || mode === 'plan';
  return [...kernel.list('tool'), ...brought]
    .filter((tool) => isToolOn(kernel, tool))
    .filter(({ id }) => worksWith(agent, id))
    .filter((tool) => !readOnly || !changes(tool));
}

/**
 * Those of them that this model is offered: some are for the models that were trained on them, in place of others. What is left out can still be
 * called: a conversation may have begun with another model.
 * @param model with or without its provider
 */
export function forModel(kernel: Kernel, tools: readonly ToolContribution[], model: string): ToolContribution[] {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const bare = name.replace(/^[a-z]+\.(?=[a-z])/, '');
  const suits = ({ models }: ToolContribution) => models === undefined || matchesAny(name, models) || matchesAny(bare, models);
  const replaced = new Set(tools.filter((tool) => tool.models && suits(tool)).flatMap(({ insteadOf = [] }) => insteadOf));
  return tools.filter((tool) => kernel.config.config.tools?.[tool.id] === true || (suits(tool) && !replaced.has(tool.id)));
}

/** Is it offered at all? What `[tools]` says, else what the tool itself says, and whether the key that it needs is there. */
export function isToolOn(kernel: Kernel, { id, enabled = true, enabledBy }: ToolContribution): boolean {
  const { env } = kernel.options;
  return switched(kernel, id) ?? (enabled && (enabledBy === undefined || enabledBy.some((name) => env[name]?.trim())));
}

/** What `[tools]` says of it: the name itself before the last pattern. */
function switched(kernel: Kernel, id: string): boolean | undefined {
  const switches = (kernel.config.config.tools ?? {}) as Record<string, boolean>;
  return switches[id] ?? Object.entries(switches).findLast(([name]) => name.includes('*') && matchesAny(id, [name]))?.[1];
}
