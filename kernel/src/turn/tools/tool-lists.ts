import type { ToolContribution } from '../../kinds/tool.ts';
import { anyStands } from '../../runtime/any-stands.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { withAgents } from '../agents/delegate.ts';
import { withModes } from './work-mode.ts';

/** Lines for the tools that list something other than agents. */
export interface ToolLists {
  skills: readonly string[];
}

/** Reads what tools list, where there may be something: nothing is loaded else. What cannot be read is not listed. */
export async function readToolLists(kernel: Kernel): Promise<ToolLists> {
  const listing = kernel.list('tool').some(({ lists, files }) => lists === 'skills' && (!files || anyStands(kernel, files)));
  if (!listing || !kernel.find('service', 'skills')) return { skills: [] };
  try {
    return { skills: await (await kernel.use('service', 'skills')).lines() };
  } catch (error) {
    kernel.options.log.warn('skills not listed', { error: error instanceof Error ? error.message : String(error) });
    return { skills: [] };
  }
}

/** May it be offered, by what it lists? */
export function hasList({ lists }: ToolContribution, { skills }: ToolLists): boolean {
  return lists !== 'skills' || skills.length > 0;
}

/** The tool with what it lists behind its description. */
export function withList(tool: ToolContribution, kernel: Kernel, { skills }: ToolLists): ToolContribution {
  if (tool.lists === 'agents') return withAgents(tool, kernel);
  if (tool.lists === 'modes') return withModes(tool, kernel);
  if (tool.lists !== 'skills') return tool;
  return { ...tool, description: `${tool.description ?? ''}\nSkills:\n${skills.join('\n')}` };
}
