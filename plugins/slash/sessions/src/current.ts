import { cachedShare, costText, inputOf, type Slash, sanitizeLine, shareText, type Translate } from '@ock/kernel';
import { openTalk, titleOf } from './texts.ts';

export function createSession(t: Translate): Slash {
  return {
    run(context) {
      const session = openTalk(context, t)?.session;
      if (!session) return;
      const { id, directory } = session;
      context.line(t('slash-sessions.is', { id, title: titleOf(session, t), directory: sanitizeLine(directory) }));
    },
  };
}

export function createCost(t: Translate): Slash {
  return {
    run(context) {
      const session = openTalk(context, t)?.session;
      if (!session) return;
      const { format } = context.kernel.language;
      const { usage, cost_usd, cost_known } = session;
      const facts = {
        input: format.number(inputOf(usage)),
        share: shareText(cachedShare(usage), t),
        output: format.number(usage.output),
        cost: costText(cost_usd, cost_known, t),
      };
      context.line(t('slash-sessions.spent', facts));
    },
  };
}

export function createRename(t: Translate): Slash {
  return {
    async run(context, rest) {
      const talk = openTalk(context, t);
      if (!talk) return;
      const title = sanitizeLine(rest);
      if (title === '') {
        context.line(t('slash-sessions.no_title'));
        return;
      }
      const { id, updated_at } = talk.session;
      await (await context.talk.sessions()).update(id, { title, updated_at });
      talk.session.title = title;
      context.line(t('slash-sessions.renamed', { title }));
    },
  };
}
