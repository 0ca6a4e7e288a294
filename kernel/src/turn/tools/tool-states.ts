import type { PermissionMode } from '@ock/schemas';
import { matchesAny } from '../../index/catalogue.ts';
import type { AgentContribution, ModeContribution } from '../../kinds/agent.ts';
import type { ToolContribution } from '../../kinds/tool.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { changes } from './judge.ts';
import { forModel, isToolOn } from './offered-tools.ts';
import { hasList, readToolLists } from './tool-lists.ts';
import { worksWith } from './work-mode.ts';

/** Why an agent has not got a tool. `other_model`: it is for other models; `other_tool`: another one is in its place with this model. */
export type ToolAbsence = 'off' | 'no_key' | 'agent' | 'mode' | 'read_only' | 'no_mode' | 'no_skills' | 'other_model' | 'other_tool';

export interface ToolState {
  id: string;
  /** true: its model is told of it */
  offered: boolean;
  /** with `offered: false` */
  absence?: ToolAbsence;
  /** true: it changes nothing by itself */
  readOnly: boolean;
}

export interface ToolStateOptions {
  /** how the agent works */
  workMode?: ModeContribution | undefined;
  mode: PermissionMode;
  /** `provider/model`; undefined: no tool is left out for the sake of the model */
  model?: string | undefined;
}

/** Every tool there is, with what keeps it from an agent. Those of servers that are not connected yet are not among them. */
export async function toolStates(
  kernel: Kernel,
  agent: AgentContribution,
  { workMode, mode, model }: ToolStateOptions,
): Promise<ToolState[]> {
  const readOnly = agent.readOnly === true || workMode?.readOnly === true || mode === 'plan';
  const tools = [...kernel.list('tool'), ...kernel.bridges.tools().map(({ contribution }) => contribution)];
  const lists = await readToolLists(kernel);
  const absences = new Map<string, ToolAbsence>();
  const left = tools.filter((tool) => {
    const absence = absenceOf(kernel, tool, { agent, workMode, readOnly }) ?? (hasList(tool, lists) ? undefined : 'no_skills');
    if (absence) absences.set(tool.id, absence);
    return !absence;
  });
  if (model !== undefined) {
    const told = new Set(forModel(kernel, left, model).map(({ id }) => id));
    for (const { id, models } of left) if (!told.has(id)) absences.set(id, models ? 'other_model' : 'other_tool');
  }
  return tools.map((tool) => {
    const absence = absences.get(tool.id);
    return { id: tool.id, offered: !absence, ...(absence && { absence }), readOnly: !changes(tool) };
  });
}

interface Limits {
  agent: AgentContribution;
  workMode: ModeContribution | undefined;
  readOnly: boolean;
}

function absenceOf(kernel: Kernel, tool: ToolContribution, { agent, workMode, readOnly }: Limits): ToolAbsence | undefined {
  const { id, enabled = true, enabledBy } = tool;
  if (!isToolOn(kernel, tool)) return enabled && enabledBy && !isSwitchedOff(kernel, id) ? 'no_key' : 'off';
  if (!worksWith(agent, id)) return 'agent';
  if (workMode && !worksWith(workMode, id)) return 'mode';
  if (readOnly && changes(tool)) return 'read_only';
  return tool.inMode && !workMode ? 'no_mode' : undefined;
}

function isSwitchedOff(kernel: Kernel, id: string): boolean {
  const switches = Object.entries((kernel.config.config.tools ?? {}) as Record<string, boolean>);
  return switches.some(([name, on]) => !on && matchesAny(id, [name]));
}
