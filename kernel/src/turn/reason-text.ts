import type { Because } from '../kinds/policy.ts';
import type { Translate } from '../runtime/translate.ts';

/** Why something may or may not be done, in the words of the catalogue where it has them. */
export function reasonText(t: Translate, { reason, because }: { reason: string; because?: Because }): string {
  return because ? becauseText(t, because) : reason;
}

function becauseText(t: Translate, { key, args = {} }: Because): string {
  const filled = Object.entries(args).map(([name, value]) => [name, typeof value === 'string' ? value : becauseText(t, value)]);
  return t(key, Object.fromEntries(filled));
}
