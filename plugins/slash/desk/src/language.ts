import { KernelError, type Language, type Slash, sanitizeLine, type Translate } from '@ock/kernel';

/** Chooses the language that people are spoken to in, at once and for this time. */
export function createLanguage(t: Translate): Slash {
  return {
    async run({ kernel, line, style, choose }, rest) {
      const { language } = kernel;
      const locales = language.locales;
      const options = locales.map(({ id, name }) => ({ label: id, description: name }));
      const wanted = rest || (options.length > 1 ? (await choose({ question: t('slash-desk.which_language'), options }))?.[0] : undefined);
      if (wanted !== undefined && !language.choose(wanted)) {
        const languages = locales.map(({ id }) => id).join(', ');
        throw new KernelError('OC_INPUT', { message: t('slash-desk.no_language', { language: sanitizeLine(wanted), languages }) });
      }
      line(t('slash-desk.language_is', { name: nameOf(language) }));
      if (wanted !== undefined) line(style.dim(t('slash-desk.keep_language', { language: language.id })));
    },
    complete: ({ kernel }) => kernel.language.locales.map(({ id }) => id),
  };
}

function nameOf({ id, locales }: Language): string {
  const name = locales.find((locale) => locale.id === id)?.name;
  return name === undefined ? id : `${name} (${id})`;
}
