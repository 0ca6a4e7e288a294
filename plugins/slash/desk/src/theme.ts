import { KernelError, type Slash, sanitizeLine, type Translate } from '@ock/kernel';

/** Chooses the colours, at once and for this time. */
export function createTheme(t: Translate): Slash {
  return {
    async run({ themes, line, style, choose }, rest) {
      if (!themes) return line(t('slash-desk.no_themes'));
      const ids = themes.list();
      const options = ids.map((label) => ({ label }));
      const wanted = rest || (await choose({ question: t('slash-desk.which_theme'), options }))?.[0];
      if (wanted !== undefined && !themes.choose(wanted))
        throw new KernelError('OC_INPUT', { message: t('slash-desk.no_theme', { theme: sanitizeLine(wanted), themes: ids.join(', ') }) });
      line(t('slash-desk.theme_is', { theme: themes.current }));
      if (wanted !== undefined) line(style.dim(t('slash-desk.keep_theme', { theme: themes.current })));
    },
    complete: ({ themes }) => themes?.list() ?? [],
  };
}
