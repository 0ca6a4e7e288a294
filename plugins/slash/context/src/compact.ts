import { type Slash, sanitize, type Translate } from '@ock/kernel';

/** Takes the older part of the session out of the view of the model, or back into it. */
export function createCompact(t: Translate): Slash {
  return {
    async run({ talk, line, style, signal }, rest) {
      const { current } = talk;
      if (!current) return line(t('slash-context.nothing'));
      if (rest === '--undo') {
        const { dropped } = await current.uncompact();
        return line(t('slash-context.undone', { dropped }));
      }
      const done = await current.compact({ signal, ...(rest && { focus: rest }) });
      if (done.summary !== undefined) line(style.dim(readable(done.summary)));
      const { dropped, spares: kept, before_tokens: before, after_tokens: after } = done;
      line(t('slash-context.compacted', { dropped, kept, before, after }));
      if (done.model === undefined) line(t('slash-context.no_model'));
    },
    complete: (_context, rest) => ('--undo'.startsWith(rest) ? ['--undo'] : []),
  };
}

/** A summary without the marks that tell the model where it begins and ends. */
function readable(summary: string): string {
  return sanitize(summary).replace(/^<\/?[a-z_]+>\n?/gm, '');
}
