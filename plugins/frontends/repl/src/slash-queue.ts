import { sanitizeLine } from '@ock/kernel';
import { cut } from './call-text.ts';
import type { SlashCommand } from './slash.ts';

/** Prompts that wait for the model: shown, dropped, all or one. */
export const QUEUE_COMMANDS: SlashCommand[] = [
  {
    name: 'queue',
    usage: '[clear|drop N]',
    whileWorking: true,
    run: ({ surface, screen, style, t, width }, rest) => {
      const queue = surface.queue();
      const drop = /^drop\s+(\d+)$/.exec(rest)?.[1];
      if (rest === 'clear') queue.length = 0;
      else if (drop !== undefined) queue.splice(Number(drop) - 1, 1);
      surface.refresh();
      if (queue.length === 0) screen.line(t('frontend-repl.queue_empty'));
      queue.forEach(({ text }, i) => {
        screen.line(`${style.dim(`${i + 1}.`)} ${cut(sanitizeLine(text), width() - 6)}`);
      });
    },
    complete: () => ['clear', 'drop'],
  },
];
