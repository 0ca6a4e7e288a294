import type { SlashContext as PartContext, SlashContribution } from '@ock/kernel';
import { diffLines } from './diff-view.ts';
import type { SlashContext } from './slash.ts';

const DIFF_LINES = 200;

/** The slash command of that name or alias that a plugin brings. */
export function findPart({ kernel }: Pick<SlashContext, 'kernel'>, name: string): SlashContribution | undefined {
  return kernel.list('slash').find(({ id, aliases }) => id === name || aliases?.includes(name));
}

/** Runs a plugin's slash command in this conversation. */
export async function runPart({ id }: SlashContribution, rest: string, context: SlashContext): Promise<void> {
  const { kernel } = context;
  await (await kernel.use('slash', id)).run(partContext(context), rest);
}

function partContext({ kernel, talk, style, screen, t, send, leave, person, width }: SlashContext): PartContext {
  const choose: PartContext['choose'] = async (question) => {
    const [answer] = person ? await person.questions([question], kernel.signal) : [];
    return answer?.length ? answer : undefined;
  };
  return {
    kernel,
    talk,
    style,
    send,
    leave,
    choose,
    signal: kernel.signal,
    width,
    line: (text = '') => screen.line(text),
    table: (rows) => {
      const widths = (rows[0] ?? []).map((_cell, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
      for (const row of rows)
        screen.line(
          row
            .map((cell, at) => cell.padEnd(widths[at] ?? 0))
            .join('  ')
            .trimEnd(),
        );
    },
    diff: (text, maxLines = DIFF_LINES) => {
      for (const line of diffLines(text, style, maxLines, (count) => t('frontend-repl.more_lines', { count }))) screen.line(line);
    },
    markdown: (text) => screen.line(text),
    confirm: async (text) => {
      const [yes, no] = [t('frontend-repl.yes'), t('frontend-repl.no')];
      return (await choose({ question: text, options: [{ label: yes }, { label: no }] }))?.[0] === yes;
    },
    prefill: (text) => screen.line(style.dim(text)),
  };
}
