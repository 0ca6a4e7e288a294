import type { Translate } from '../runtime/translate.ts';

/**
 * An amount of money for a person.
 * @param isKnown false: it is what the calls with a known price cost, there were others
 * @param dollars how amounts are written; default four decimals
 */
export function costText(
  usd: number,
  isKnown: boolean | undefined,
  t: Translate,
  dollars = (amount: number) => `$${amount.toFixed(4)}`,
): string {
  if (isKnown !== false) return dollars(usd);
  return usd > 0 ? t('cost.more_than', { cost: dollars(usd) }) : t('cost.unknown');
}

/** A part of a whole for a person: `75 %`. */
export function shareText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
