import type { Question, Tool, ToolContext, Translate } from '@ock/kernel';
import { ToolError } from '@ock/kernel';
import type { z } from 'zod';
import type { parameters } from './parameters.ts';

type Input = z.infer<typeof parameters>;

const HEADER_CHARS = 30;

/** The tool `question`: hands questions to the person and the answers to the model. */
export function createQuestionTool(t: Translate): Tool<Input> {
  return {
    subjects: () => [{ action: 'other', what: 'question' }],
    async run({ questions }, ctx) {
      ctx.signal.throwIfAborted();
      const asked = questions.map(
        ({ question, header, options, multiple }): Question => ({
          question,
          ...(header ? { header: header.slice(0, HEADER_CHARS) } : {}),
          ...(options ? { options: options.map(({ label, description }) => (description ? { label, description } : { label })) } : {}),
          ...(multiple ? { multiple } : {}),
        }),
      );
      const answers = await ask(asked, ctx);
      const lines = asked.map(({ question }, index) => `${question}\n→ ${answers[index]?.join(', ') || '(no answer)'}`);
      return { text: lines.join('\n\n'), title: t('tool-question.title', { count: asked.length }), metadata: { answers } };
    },
  };
}

async function ask(questions: Question[], ctx: ToolContext): Promise<string[][]> {
  try {
    return await ctx.ask(questions);
  } catch (error) {
    if ((error as { code?: unknown } | undefined)?.code !== 'OC_NO_PERSON') throw error;
    throw new ToolError(
      'Nobody is there to answer. Decide yourself: take the choice that is safest and easiest to undo, and say in your answer what you assumed.',
    );
  }
}
