import type { Effort } from '../../kinds/model.ts';
import { KernelError } from '../../runtime/errors.ts';

type Level = Exclude<Effort, number>;

/** Levels of reasoning effort, weakest first. */
export const EFFORT_LEVELS: readonly Level[] = ['off', 'low', 'medium', 'high', 'max'];

/** Tokens that stand for a level where an API wants a budget; a model's own bounds cut them. */
const TOKENS: Readonly<Record<Level, number>> = { off: 0, low: 2_048, medium: 8_192, high: 24_576, max: 65_536 };

/** The words that APIs have for efforts, by rank; `default` is Groq's for thinking as usual. */
const RANKS: Readonly<Record<string, number>> = { none: 0, minimal: 1, low: 2, default: 3, medium: 3, high: 4, xhigh: 5, max: 6 };
const RANK_OF: Readonly<Record<Level, number>> = { off: 0, low: 2, medium: 3, high: 4, max: 6 };

/** `off`, `low`, `medium`, `high`, `max`, or a whole number of tokens; undefined for anything else. */
export function parseEffort(text: string): Effort | undefined {
  const word = text.trim().toLowerCase();
  if (/^\d{1,9}$/.test(word)) return Number(word);
  return EFFORT_LEVELS.find((level) => level === word);
}

/** What a person typed behind `--effort` or `/effort`. @throws OC_INPUT that names what is allowed */
export function effortFlag(text: string): Effort {
  const effort = parseEffort(text);
  if (effort === undefined) throw new KernelError('OC_INPUT', { because: 'reason.bad_effort', text });
  return effort;
}

/** Tokens of an effort: off 0, low 2048, medium 8192, high 24576, max 65536; a budget is what it is. */
export function effortTokens(effort: Effort): number {
  return typeof effort === 'number' ? effort : TOKENS[effort];
}

/** The level of an effort: of a budget the one whose tokens are nearest by ratio, 0 is `off`. */
export function effortLevel(effort: Effort): Level {
  if (typeof effort !== 'number') return effort;
  if (effort <= 0) return 'off';
  const distance = (level: Level) => Math.abs(Math.log(effort / TOKENS[level]));
  return EFFORT_LEVELS.slice(1).reduce((best, level) => (distance(level) < distance(best) ? level : best));
}

/**
 * The nearest of an API's words, the stronger of two equally near. Only `off` becomes `none`; where that is not among the words, `off` is the
 * weakest of them.
 * @param words those the model knows, separated by blanks: `none low medium high`
 * @returns undefined when no word is left
 */
export function effortWord(effort: Effort, words: string): string | undefined {
  const level = effortLevel(effort);
  const known = words.split(/\s+/).filter((word) => RANKS[word] !== undefined && (level === 'off' || word !== 'none'));
  const distance = (word: string) => Math.abs((RANKS[word] as number) - RANK_OF[level]);
  const strongestFirst = known.sort((a, b) => (RANKS[b] as number) - (RANKS[a] as number));
  return strongestFirst.reduce<string | undefined>(
    (best, word) => (best === undefined || distance(word) < distance(best) ? word : best),
    undefined,
  );
}

/** What an effort puts into a request's body: values by dotted path. */
export type EffortFields = Readonly<Record<string, string | number | boolean>>;

/** `reasoning.effort=high`; several are separated by blanks. */
export function effortText(fields: EffortFields | undefined): string | undefined {
  if (!fields) return undefined;
  return Object.entries(fields)
    .map(([path, value]) => `${path}=${value}`)
    .join(' ');
}

/** Writes the fields into a body; tables on the way are kept, or made. */
export function setEffort(body: Record<string, unknown>, fields: EffortFields): void {
  for (const [path, value] of Object.entries(fields)) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    let table = body;
    for (const key of keys) {
      const next = { ...(table[key] as Record<string, unknown> | undefined) };
      table[key] = next;
      table = next;
    }
    table[last] = value;
  }
}
