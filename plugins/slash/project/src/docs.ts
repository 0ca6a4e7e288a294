import type { Slash, Translate } from '@ock/kernel';
import { sanitizeLine } from '@ock/kernel';
import { readIndex } from './place.ts';

const MAX_SHOWN = 60;

/** Documents of the project whose paths have all the words. */
export function createDocs(t: Translate): Slash {
  return {
    async run(context, rest) {
      const { line, style } = context;
      const words = rest.toLowerCase().split(/\s+/).filter(Boolean);
      const found = (await readIndex(context)).docs.filter((path) => words.every((word) => path.toLowerCase().includes(word)));
      if (found.length === 0) line(t('slash-project.no_docs'));
      for (const path of found.slice(0, MAX_SHOWN)) line(`@${sanitizeLine(path)}`);
      line(style.dim(t('slash-project.docs_hint')));
    },
  };
}
