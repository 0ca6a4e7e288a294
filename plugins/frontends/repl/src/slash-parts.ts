import type { SlashContext as PartContext, SlashContribution } from '@ock/kernel';
import type { SlashContext } from './slash.ts';

const DIFF_LINES = 200;

/** The slash command of that name or alias that a plugin brings. */
export function findPart({ kernel }: Pick<SlashContext, 'kernel'>, name: string): SlashContribution | undefined {
  return kernel.list('slash').find(({ id, aliases }) => id === name || aliases?.includes(name));
}

/** Runs a plugin's slash command in this conversation. */
export async function runPart({ id }: SlashContribution, rest: string, context: SlashContext): Promise<void> {
  await (await context.kernel.use('slash', id)).run(context.part(), rest);
}

/** What plugins' slash commands may use. @param signal the person's interrupt */
export function partContext(context: SlashContext, signal: AbortSignal): PartContext {
  const { kernel, talk, style, surface, screen, t, send, leave, person, width } = context;
  const choose: PartContext['choose'] = async (question) => {
    const [answer] = person ? await person.questions([question], signal) : [];
    return answer?.length ? answer : undefined;
  };
  return {
    kernel,
    talk,
    style,
    send,
    leave,
    choose,
    signal,
    width,
    line: (text) => screen.line(text),
    table: (rows) => surface.table(rows),
    diff: (text, maxLines = DIFF_LINES) => surface.diff(text, maxLines),
    markdown: (text) => surface.markdown(text),
    confirm: async (text) => {
      const [yes, no] = [t('frontend-repl.yes'), t('frontend-repl.no')];
      return (await choose({ question: text, options: [{ label: yes }, { label: no }] }))?.[0] === yes;
    },
    prefill: (text) => surface.prefill(text),
    ...surface.extras(),
  };
}
