/** scripts and regions in which Chinese is written with traditional characters */
const TRADITIONAL = /-(?:hant|tw|hk|mo)\b/;
/** names of the C library for "no language" */
const NONE = /^(?:c|posix)(?:[-.@]|$)/;

/**
 * The locale for what a person asks for: `de`, `pt_BR.UTF-8`, `zh-Hant-TW`, `zht`. The whole tag counts first, then the language alone.
 * @param ids of the locales there are
 * @returns undefined: none of them
 */
export function matchLocale(wanted: string | undefined, ids: readonly string[]): string | undefined {
  const tag = (wanted ?? '')
    .trim()
    .toLowerCase()
    .replace(/[.@].*$/, '')
    .replaceAll('_', '-');
  if (tag === '' || NONE.test(tag)) return undefined;
  const known = new Map(ids.map((id) => [id.toLowerCase(), id]));
  const [language = ''] = tag.split('-');
  const chinese = language === 'zh' && TRADITIONAL.test(tag) ? known.get('zht') : undefined;
  return known.get(tag) ?? chinese ?? known.get(language);
}
