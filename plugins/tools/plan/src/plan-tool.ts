import { join } from 'node:path';
import { resolvePath, shownPath, type Tool, type ToolContext, ToolError, type ToolOutput, type Translate } from '@ock/kernel';
import type { PlanInput } from './parameters.ts';
import { changePlan, keptPlan, makePlan, type Plan, planText } from './plan.ts';
import { writePlanFile } from './plan-file.ts';

const KEY = 'plan';

/**
 * The plan of a session. It touches the session alone; where a person set `plans_dir`, it is written there as well, under names of its own.
 * @param plansDir relative ones count from the session's folder; undefined: no files
 */
export function createPlanTool(t: Translate, plansDir: () => string | undefined): Tool<PlanInput> {
  return {
    subjects: () => [{ action: 'other', what: 'plan' }],
    async run(input, ctx) {
      ctx.signal.throwIfAborted();
      const kept = keptPlan(ctx.session.getState(KEY));
      if (input.action !== 'create' && !kept) throw new ToolError('This session has no plan yet. Use action "create".');
      if (input.action === 'view' && kept) return report(kept, t);
      const plan = kept && input.action === 'update' ? changePlan(kept, input) : makePlan(input);
      const { plan: next, note, path } = await filed(plan, plansDir(), ctx);
      await ctx.session.setState(KEY, next);
      return report(next, t, note, path);
    },
  };
}

interface Filed {
  plan: Plan;
  note?: string;
  /** of the file that was written */
  path?: string;
}

/** A plan whose file cannot be written is a plan all the same. */
async function filed(plan: Plan, folder: string | undefined, { cwd }: ToolContext): Promise<Filed> {
  if (folder === undefined) return { plan };
  try {
    const file = await writePlanFile(resolvePath(folder, cwd), plan, planText(plan));
    if (!file) return { plan, note: `Somebody else changed the file ${plan.file?.name}: it was left as it is. Read it.` };
    const path = join(resolvePath(folder, cwd), file.name);
    return { plan: { ...plan, file }, path, note: `Written to ${shownPath(path, cwd)}.` };
  } catch (error) {
    return { plan, note: `No file was written: ${(error as Error).message}` };
  }
}

function report(plan: Plan, t: Translate, note?: string, path?: string): ToolOutput {
  const counted = plan.steps.filter(({ status }) => status !== 'cancelled');
  const done = counted.filter(({ status }) => status === 'completed').length;
  const { title, steps } = plan;
  return {
    text: note === undefined ? planText(plan) : `${planText(plan)}\n${note}`,
    title: t('tool-plan.title', { title: title.slice(0, 100), done, all: counted.length }),
    metadata: { plan: { title, steps: steps.map((step) => ({ ...step })) }, ...(path !== undefined && { files_changed: [path] }) },
  };
}
