import { formatOf } from '../../runtime/language.ts';
import type { Translate } from '../../runtime/translate.ts';

/**
 * An amount of money for a person.
 * @param isKnown false: it is what the calls with a known price cost, there were others
 */
export function costText(usd: number, isKnown: boolean | undefined, t: Translate): string {
  const { dollars } = formatOf(t);
  if (isKnown !== false) return dollars(usd);
  return usd > 0 ? t('cost.more_than', { cost: dollars(usd) }) : t('cost.unknown');
}

/** A part of a whole for a person: `75%`. @param share 0 to 1 */
export function shareText(share: number, t: Translate): string {
  return formatOf(t).percent(share);
}
