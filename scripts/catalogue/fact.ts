/** USD per million tokens */
export interface Price {
  input: number;
  output: number;
  cache_read?: number;
  cache_write?: number;
}

/** What the catalogue says of one model: `ModelInfo` without its id, capabilities as words (`-pdf`: known to be absent). */
export interface Fact {
  name?: string;
  context?: number;
  output?: number;
  cost?: Price & { tiers?: (Price & { above: number })[] };
  can?: string;
  /** YYYY-MM-DD, or YYYY-MM */
  release?: string;
  quirks?: Record<string, string | number | boolean>;
}

/** provider → model → facts */
export type Facts = Record<string, Record<string, Fact>>;

/** The words of `can`. @param known undefined: nobody says */
export function abilities(known: Record<string, boolean | undefined>): string | undefined {
  const words = Object.entries(known).flatMap(([word, has]) => (has === undefined ? [] : [has ? word : `-${word}`]));
  return words.length === 0 ? undefined : words.join(' ');
}

/** Capabilities of both, those of `first` winning. */
export function joinAbilities(first: string | undefined, second: string | undefined): string | undefined {
  const words = (first ?? '').split(' ').filter(Boolean);
  const named = new Set(words.map((word) => word.replace('-', '')));
  const more = (second ?? '').split(' ').filter((word) => word !== '' && !named.has(word.replace('-', '')));
  return [...words, ...more].join(' ') || undefined;
}

/** Without keys whose value is undefined. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
