import { KernelError, type Slash, sanitizeLine, type Translate } from '@ock/kernel';

/** room that the number and its point take */
const NUMBER_WIDTH = 6;

/** Shows the prompts that wait for the model, and drops all or one. */
export function createQueue(t: Translate): Slash {
  return {
    run({ queue, line, style, width }, rest) {
      if (!queue) return line(t('slash-desk.no_queue'));
      const drop = /^drop\s+([1-9]\d{0,3})$/.exec(rest)?.[1];
      if (rest === 'clear') queue.clear();
      else if (drop !== undefined) queue.drop(Number(drop) - 1);
      else if (rest !== '') throw new KernelError('OC_INPUT', { message: t('slash-desk.queue_usage') });
      const texts = queue.list();
      if (texts.length === 0) line(t('slash-desk.queue_empty'));
      const most = Math.max(20, width() - NUMBER_WIDTH);
      for (const [at, text] of texts.entries()) {
        const shown = sanitizeLine(text);
        line(`${style.dim(`${at + 1}.`)} ${shown.length > most ? `${shown.slice(0, most - 1)}…` : shown}`);
      }
    },
    complete: () => ['clear', 'drop'],
  };
}
