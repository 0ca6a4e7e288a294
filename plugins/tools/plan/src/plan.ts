import { ToolError } from '@ock/kernel';
import type { PlanInput } from './parameters.ts';

type GivenStep = NonNullable<PlanInput['steps']>[number];
export type StepStatus = NonNullable<GivenStep['status']>;

export interface Step {
  id: string;
  text: string;
  status: StepStatus;
  notes?: string;
}

/** As the session keeps it, under the key `plan`. */
export interface Plan {
  title: string;
  text?: string;
  steps: Step[];
  /** name of its file in the folder of plans, and the stamp of what was written there */
  file?: { name: string; stamp: string };
}

const MAX_STEPS = 100;
const MAX_TITLE = 200;
const MAX_STEP = 1_000;
const MAX_NOTES = 2_000;
const MAX_TEXT = 20_000;

/** @throws ToolError without a title or steps */
export function makePlan({ title, text, steps = [] }: PlanInput): Plan {
  if (!title?.trim()) throw new ToolError('A plan needs a title.');
  if (steps.length === 0) throw new ToolError('A plan needs steps.');
  return changePlan({ title: '', steps: [] }, { action: 'update', title, ...(text !== undefined && { text }), steps }, true);
}

/**
 * The plan with what is given changed.
 * @param isNew steps may bring ids of their own
 * @throws ToolError for an id that is not there, a step without text, too much of anything
 */
export function changePlan(plan: Plan, { title, text, steps = [] }: PlanInput, isNew = false): Plan {
  const next = plan.steps.map((step) => ({ ...step }));
  for (const given of steps) {
    const step = given.id === undefined ? undefined : next.find(({ id }) => id === given.id);
    if (step && isNew) throw new ToolError(`Two steps have the id ${step.id}.`);
    if (step) Object.assign(step, changesOf(given));
    else if (given.id !== undefined && !isNew)
      throw new ToolError(`The plan has no step ${given.id}. Steps: ${next.map(({ id }) => id).join(', ')}. One without an id is added.`);
    else next.push(newStep(given, next));
  }
  if (next.length > MAX_STEPS) throw new ToolError(`At most ${MAX_STEPS} steps. Join small ones.`);
  const newText = text === undefined ? plan.text : bounded(text.trim(), MAX_TEXT, 'text');
  const newTitle = title?.trim() ? bounded(title.replace(/\s+/g, ' ').trim(), MAX_TITLE, 'title') : plan.title;
  return { title: newTitle, ...(newText && { text: newText }), steps: next, ...(plan.file && { file: plan.file }) };
}

function changesOf({ text, status, notes }: GivenStep): Partial<Step> {
  return {
    ...(text?.trim() && { text: oneLine(text) }),
    ...(status && { status }),
    ...(notes !== undefined && { notes: bounded(notes.trim(), MAX_NOTES, 'notes') }),
  };
}

function newStep(given: GivenStep, known: readonly Step[]): Step {
  if (!given.text?.trim()) throw new ToolError('A new step needs a text.');
  let number = known.length + 1;
  while (known.some(({ id }) => id === String(number))) number++;
  const id = given.id === undefined ? String(number) : bounded(oneLine(given.id), 20, 'id');
  return { id, text: '', status: 'pending', ...changesOf(given) };
}

function oneLine(text: string): string {
  return bounded(text.replace(/\s+/g, ' ').trim(), MAX_STEP, 'step');
}

function bounded(text: string, most: number, what: string): string {
  if (text.length > most) throw new ToolError(`The ${what} has more than ${most} characters.`);
  return text;
}

/** The plan as Markdown: what the model is told and what the file holds. */
export function planText({ title, text, steps }: Plan): string {
  return [`# ${title}`, ...(text ? [text] : []), steps.map(stepText).join('\n')].join('\n\n').concat('\n');
}

function stepText({ id, text, status, notes }: Step): string {
  const mark = status === 'completed' ? 'x' : status === 'cancelled' ? '-' : ' ';
  const said = status === 'pending' || status === 'completed' ? '' : ` (${status.replace('_', ' ')})`;
  const more = notes ? `\n${notes.replace(/^/gm, '  ')}` : '';
  return `- [${mark}] ${id}. ${text}${said}${more}`;
}

/** What the session kept, unless it is no plan: an imported session may hold anything. */
export function keptPlan(value: unknown): Plan | undefined {
  const { title, text, steps, file } = (value ?? {}) as Partial<Plan>;
  if (typeof title !== 'string' || !Array.isArray(steps)) return undefined;
  const isStep = (step: unknown): step is Step => {
    const { id, text: what, status } = (step ?? {}) as Partial<Step>;
    return typeof id === 'string' && typeof what === 'string' && typeof status === 'string';
  };
  if (!steps.every(isStep)) return undefined;
  const isFile = typeof file?.name === 'string' && typeof file.stamp === 'string';
  return { title, ...(typeof text === 'string' && { text }), steps, ...(isFile && { file }) };
}
