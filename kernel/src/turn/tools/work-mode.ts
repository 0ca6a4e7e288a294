import { matchesAny } from '../../index/catalogue.ts';
import type { AgentContribution, ModeContribution } from '../../kinds/agent.ts';
import type { ToolContribution, ToolModes } from '../../kinds/tool.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { near } from '../../runtime/near.ts';
import type { Conversation } from '../conversation.ts';
import type { WriteLimit } from './judge.ts';

/** The modes that work can be in; without those that are only about how answers are written. */
export function listModes(kernel: Kernel): ModeContribution[] {
  return kernel.list('mode').filter(({ style }) => !style);
}

/** The styles in which answers can be written. */
export function listStyles(kernel: Kernel): ModeContribution[] {
  return kernel.list('mode').filter(({ style }) => style);
}

/** @throws OC_MODE_UNKNOWN with near matches */
export function findMode(kernel: Kernel, id: string): ModeContribution {
  const modes = listModes(kernel);
  const mode = modes.find((known) => known.id === id);
  if (mode) return mode;
  throw new KernelError('OC_MODE_UNKNOWN', { mode: id, ...others(modes, id) });
}

/** @throws OC_STYLE_UNKNOWN with near matches */
export function findStyle(kernel: Kernel, id: string): ModeContribution {
  const styles = listStyles(kernel);
  const style = styles.find((known) => known.id === id);
  if (style) return style;
  throw new KernelError('OC_STYLE_UNKNOWN', { style: id, ...others(styles, id) });
}

function others(modes: readonly ModeContribution[], id: string): { near: string; known: string } {
  const ids = modes.map((known) => known.id);
  return { near: near(id, ids), known: ids.join(', ') };
}

/** What tools may know and do about the mode of a conversation. */
export function toolModes(conversation: Conversation): ToolModes {
  const { kernel, workModeInfo } = conversation;
  return {
    ...(workModeInfo && { current: workModeInfo.id }),
    list: () => listModes(kernel).map(({ id, description }) => ({ id, description })),
    take: (id) => conversation.setWorkMode(id),
  };
}

/** The tool with the modes behind its description, where it lists them. */
export function withModes(tool: ToolContribution, kernel: Kernel): ToolContribution {
  const lines = listModes(kernel).map(({ id, description }) => `- ${id}: ${description}`);
  return { ...tool, description: `${tool.description ?? ''}\nModes:\n${lines.join('\n')}` };
}

/** The agent as it works in a mode: told both, and with the tighter limits of the two. Tools are narrowed where they are offered. */
export function inMode(agent: AgentContribution, mode: ModeContribution | undefined): AgentContribution {
  if (!mode) return agent;
  const { temperature = agent.temperature, effort = agent.effort } = mode;
  const maxTurns = least(agent.maxTurns, mode.maxTurns);
  const maxTokens = least(agent.maxTokens, mode.maxTokens);
  return {
    ...agent,
    prompt: [agent.prompt, mode.prompt].filter((text) => text).join('\n\n'),
    ...(mode.readOnly && { readOnly: true }),
    ...(temperature !== undefined && { temperature }),
    ...(effort !== undefined && { effort }),
    ...(maxTurns !== undefined && { maxTurns }),
    ...(maxTokens !== undefined && { maxTokens }),
  };
}

/** What agent and mode, here and above, let tools change, where they limit it. */
export function writeLimits({ agentInfo, workModeInfo: mode, above }: Conversation): WriteLimit[] {
  const agents = agentInfo.writes ? [{ by: 'agent' as const, name: agentInfo.id, only: agentInfo.writes }] : [];
  const modes = mode?.writes ? [{ by: 'mode' as const, name: mode.id, only: mode.writes }] : [];
  return [...agents, ...modes, ...(above ? writeLimits(above) : [])];
}

/** Is this tool one of those that an agent or a mode works with? */
export function worksWith({ tools, withoutTools }: Pick<AgentContribution, 'tools' | 'withoutTools'>, id: string): boolean {
  return (!tools || matchesAny(id, tools)) && !(withoutTools && matchesAny(id, withoutTools));
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
