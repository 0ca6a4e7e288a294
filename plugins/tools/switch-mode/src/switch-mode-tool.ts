import { type Tool, ToolError, type Translate } from '@ock/kernel';
import type { z } from 'zod';
import type { parameters } from './parameters.ts';

type Input = z.infer<typeof parameters>;

const MAX_REASON = 300;

/** The tool `switch_mode`: the model proposes, the person decides. */
export function createSwitchModeTool(t: Translate): Tool<Input> {
  return {
    subjects: ({ mode }) => [{ action: 'other', what: `switch_mode ${mode}` }],
    async run({ mode, reason }, ctx) {
      const { modes } = ctx;
      if (!modes) throw new ToolError('There are no modes here.');
      const known = modes.list().map(({ id }) => id);
      if (!known.includes(mode)) throw new ToolError(`There is no mode ${mode}. Modes: ${known.join(', ')}.`);
      const current = modes.current ?? '-';
      if (mode === current) return { text: `You are in mode ${mode} already.` };
      const [yes, no] = [t('tool-switch-mode.yes', { mode }), t('tool-switch-mode.no', { mode: current })];
      const question = t('tool-switch-mode.question', { mode, reason: reason.slice(0, MAX_REASON) });
      const [answers = []] = await asked(() => ctx.ask([{ question, options: [{ label: yes }, { label: no }] }]));
      if (answers[0] !== yes) {
        const said = answers.filter((answer) => answer !== no).join(', ');
        const text = `The user wants to stay in mode ${current}.${said ? ` They said: ${said}` : ''}`;
        return { text, title: t('tool-switch-mode.refused', { mode: current }) };
      }
      await modes.take(mode);
      return { text: `You are in mode ${mode} now: go on.`, title: t('tool-switch-mode.title', { mode }) };
    },
  };
}

async function asked(ask: () => Promise<string[][]>): Promise<string[][]> {
  try {
    return await ask();
  } catch (error) {
    if ((error as { code?: unknown } | undefined)?.code !== 'OC_NO_PERSON') throw error;
    throw new ToolError(
      'Nobody is there to agree. Do what can be done in this mode, and say in your answer what another mode is needed for.',
    );
  }
}
