import type { Slash, Translate } from '@ock/kernel';

/** Has the person write in their own editor; what they leave stands in the input line. */
export function createEditor(t: Translate): Slash {
  return {
    async run({ edit, prefill, line }, rest) {
      if (!edit) return line(t('slash-desk.no_editor_here'));
      const text = await edit(rest);
      if (text === undefined) line(t('slash-desk.no_editor'));
      else if (text.trim() !== '') prefill(text);
    },
  };
}
