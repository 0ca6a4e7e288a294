import { type Phrase, unmask } from './phrase.ts';

/** What a pattern found, by the name of its slot; slots that did not take part are absent. */
export type Slots = Partial<Record<string, string>>;

const QUOTED = '⟦\\d+⟧';
const NAMES = 'makefile|dockerfile|readme|license|licence|changelog|gemfile|rakefile|procfile|justfile|jenkinsfile';
const PATH = `(?:${QUOTED}|@?(?!https?://)(?:[^\\s⟦⟧,;]*[./\\\\][^\\s⟦⟧,;]*|(?:${NAMES})(?![\\w])))`;
/** How people point at a file without naming it; resolved from the session. */
const REFERENCE =
  '(?:it|that|this|(?:that|this|the|the same|the last|the current) (?:file|module|script)|the culprit(?: file)?|the (?:broken|failing|faulty|guilty|offending|buggy|culprit) (?:file|code|module|source(?: file)?|function)|(?:the )?(?:file|code|line|source|function) (?:that|which) (?:is failing|fails|failed|is broken|broke|threw|throws)|(?:the|that|this) (?:failing |broken |failed )?test(?: file| code)?|the test that (?:fails|failed|is failing)|the source(?: file)?)';

const SLOTS: Record<string, string> = {
  quoted: QUOTED,
  path: PATH,
  reference: REFERENCE,
  file: `(?:${PATH}|${REFERENCE})`,
  /** several paths, "a, b and c" */
  paths: `${PATH}(?:(?:,? and |, ?| )${PATH})*`,
  /** a directory may be a bare word */
  folder: `(?:${QUOTED}|[^\\s⟦⟧,;]+)`,
  /** one word that is not quoted */
  plain: '[^\\s⟦⟧]+',
  word: `(?:${QUOTED}|[^\\s⟦⟧]+)`,
  name: `(?:${QUOTED}|[A-Za-z_$][\\w$.:]*(?:\\(\\))?)`,
  number: '\\d+',
  rest: '.+',
};

export type Pattern = (phrase: Phrase) => Slots | undefined;

/**
 * Compiles a phrase: a case-insensitive regular expression over the whole request, in which `{slot:kind}` stands for an argument.
 * @param source e.g. `read {file:path}`; kinds: quoted path reference file paths folder word name number rest
 */
export function pattern(source: string): Pattern {
  const lists = new Set<string>();
  const expression = source.replace(/\{(\w+):(\w+)\}/g, (_, slot: string, kind: string) => {
    const body = SLOTS[kind];
    if (!body) throw new RangeError(`no such slot kind: ${kind}`);
    if (kind === 'paths') lists.add(slot);
    return `(?<${slot}>${body})`;
  });
  const matcher = new RegExp(`^(?:${expression})$`, 'i');
  return (phrase) => {
    const found = matcher.exec(phrase.text);
    if (!found) return undefined;
    const slots: Slots = {};
    for (const [name, value] of Object.entries(found.groups ?? {})) {
      if (value === undefined) continue;
      const parts = lists.has(name) ? value.split(/,? and |, ?| /) : [value];
      slots[name] = parts.map((part) => unmask(part, phrase.quotes)).join('\n');
    }
    return slots;
  };
}

/** Takes what a `paths` slot found apart; a leading `@` (a mention) is dropped. */
export function splitPaths(slot: string | undefined): string[] {
  return (slot ?? '')
    .split('\n')
    .map((path) => path.replace(/^@/, ''))
    .filter((path) => path !== '');
}
