import { formatOf, type Slash, sanitizeLine } from '@ock/kernel';
import { openTalk, type Parts } from './parts.ts';

/** Names this moment, or lists the names there are. */
export function createCheckpoint({ snapshots, t }: Parts): Slash {
  return {
    async run(context, rest) {
      const talk = openTalk(context, t);
      if (!talk) return;
      const { id } = talk.session;
      const service = await snapshots();
      if (rest !== '') {
        await service.checkpoint(id, rest);
        context.line(t('slash-undo.checkpoint', { name: sanitizeLine(rest) }));
        return;
      }
      const checkpoints = await service.checkpoints(id);
      if (checkpoints.length === 0) context.line(t('slash-undo.no_checkpoints'));
      context.table(checkpoints.map(({ name, time }) => [sanitizeLine(name), formatOf(t).dateTime(time)]));
    },
  };
}
