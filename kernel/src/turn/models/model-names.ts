import { KernelError } from '../../runtime/errors.ts';

/** candidates that an error lists */
const MAX_SHOWN = 8;
/** characters: what is shorter is in nearly every name */
const MIN_FRAGMENT = 2;
/** `-20250514`, `-2025-05-14`, `@20250514` at the end: the day a model was made, or the alias of the newest one */
const DATE = /[-@](?:20\d{6}|20\d\d-\d\d-\d\d|latest)$/;

/**
 * The one model that a fragment of its name means, whatever its case. A name that is equal comes before one that ends with the fragment, that
 * before one that holds it anywhere; an id without a date comes before the same one with a date.
 * @param refs models as `provider/model`
 * @param given what the person wrote, for the error
 * @returns undefined when none holds it
 * @throws OC_MODEL_AMBIGUOUS
 */
export function matchFragment(fragment: string, refs: readonly string[], given = fragment): string | undefined {
  const wanted = fragment.toLowerCase();
  if (wanted.length < MIN_FRAGMENT) return undefined;
  const ranked = [...new Set(refs)].flatMap((ref) => {
    const rank = rankOf(ref.toLowerCase(), wanted);
    return rank === undefined ? [] : [{ ref, rank }];
  });
  const best = Math.min(...ranked.map(({ rank }) => rank));
  const found = undated(ranked.filter(({ rank }) => rank === best).map(({ ref }) => ref));
  if (found.length <= 1) return found[0];
  const shown = found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, MAX_SHOWN);
  const more = found.length > shown.length ? ', …' : '';
  throw new KernelError('OC_MODEL_AMBIGUOUS', { model: given, count: found.length, candidates: shown.join(', ') + more });
}

function rankOf(ref: string, wanted: string): number | undefined {
  const id = ref.slice(ref.indexOf('/') + 1);
  if (ref === wanted || id === wanted) return 0;
  const bare = ref.replace(DATE, '');
  if (ref.endsWith(wanted) && !/[a-z0-9.]/.test(ref.at(-wanted.length - 1) ?? '')) return 1;
  if (bare.endsWith(wanted) && !/[a-z0-9.]/.test(bare.at(-wanted.length - 1) ?? '')) return 1;
  return ref.includes(wanted) ? 2 : undefined;
}

/** Without the dated ids of models whose id without a date is there as well. */
function undated(refs: string[]): string[] {
  const all = new Set(refs);
  return refs.filter((ref) => {
    const bare = ref.replace(DATE, '');
    return bare === ref || !all.has(bare);
  });
}
