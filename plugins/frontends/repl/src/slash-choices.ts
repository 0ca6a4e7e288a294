import { EFFORT_LEVELS, effortFlag, effortLevel, KernelError, listModels, modelEfforts, sanitizeLine } from '@ock/kernel';
import type { PermissionMode } from '@ock/schemas';
import type { SlashCommand, SlashContext } from './slash.ts';

const MODES: PermissionMode[] = ['ask', 'accept-edits', 'plan', 'deny', 'full'];
/** models shown at once */
const MAX_MODELS = 40;

/** Who answers, and what is allowed. */
export const CHOICE_COMMANDS: SlashCommand[] = [
  {
    name: 'agents',
    run: ({ kernel, talk, screen, style }) => {
      for (const id of talk.agents()) {
        const text = kernel.find('agent', id)?.contribution.description ?? '';
        screen.line(`${mark(id === talk.agent)} ${style.bold(id)}  ${style.dim(sanitizeLine(text))}`);
      }
    },
  },
  {
    name: 'agent',
    usage: 'ID',
    run: (context, rest) => {
      if (rest) context.talk.setAgent(rest);
      context.screen.line(context.t('frontend-repl.agent_is', { agent: context.talk.agent }));
    },
    complete: ({ talk }) => talk.agents(),
  },
  { name: 'models', usage: '[SEARCH]', run: showModels },
  {
    name: 'model',
    usage: 'PROVIDER/MODEL',
    run: (context, rest) => {
      if (rest) context.talk.setModel(rest);
      else showModels(context, '');
      context.screen.line(context.t('frontend-repl.model_is', { model: context.talk.model }));
    },
    complete: ({ kernel }) => listModels(kernel).map(({ ref }) => ref),
  },
  {
    name: 'effort',
    usage: '[LEVEL]',
    run: async (context, rest) => {
      const { kernel, talk, screen, t } = context;
      if (rest) talk.setEffort(effortFlag(rest));
      const { effort } = talk;
      const efforts = await modelEfforts(kernel, talk.model, kernel.signal);
      if (effort === undefined) screen.line(t('frontend-repl.effort_unset'));
      else if (efforts && efforts[effortLevel(effort)] === undefined)
        screen.line(t('frontend-repl.effort_ignored', { effort, model: talk.model }));
      else screen.line(t('frontend-repl.effort_is', { effort }));
    },
    complete: () => [...EFFORT_LEVELS],
  },
  {
    name: 'mode',
    usage: MODES.join('|'),
    run: (context, rest) => {
      const mode = MODES.find((known) => known === rest);
      if (rest && !mode)
        throw new KernelError('OC_INPUT', { message: context.t('frontend-repl.mode_unknown', { mode: rest, modes: MODES.join(', ') }) });
      if (mode) context.talk.setMode(mode);
      context.screen.line(context.t('frontend-repl.mode_is', { mode: context.talk.mode }));
    },
    complete: () => MODES,
  },
];

function showModels({ kernel, talk, screen, style, t }: SlashContext, rest: string): void {
  const words = rest.toLowerCase().split(/\s+/).filter(Boolean);
  const all = listModels(kernel).filter(({ ref, info }) => words.every((word) => `${ref} ${info.name ?? ''}`.toLowerCase().includes(word)));
  const current = talk.model;
  for (const { ref, keySource } of all.slice(0, MAX_MODELS)) {
    screen.line(`${mark(ref === current)} ${ref}${keySource ? ` ${style.dim(t('frontend-repl.has_key'))}` : ''}`);
  }
  if (all.length > MAX_MODELS) screen.line(style.dim(t('frontend-repl.more_models', { count: all.length - MAX_MODELS })));
  if (all.length === 0) screen.line(t('frontend-repl.no_models', { search: rest }));
}

function mark(on: boolean): string {
  return on ? '*' : ' ';
}
