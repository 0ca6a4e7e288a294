import type { IntlMessageFormat } from 'intl-messageformat';
import { loadMessageFormat } from './lazy-messageformat.cjs';

export type TranslateArgs = Record<string, string | number | boolean | undefined>;

/**
 * Text for people. `{name}` in the catalogue's text is replaced by the argument; plurals, choices, numbers and dates are written as in ICU
 * MessageFormat: `{count, plural, one {# file} other {# files}}`. A missing key yields the key itself.
 */
export type Translate = (key: string, args?: TranslateArgs) => string;

const ICU = /\{\s*\w+\s*,/;
const formats = new Map<string, IntlMessageFormat>();

/**
 * Fills a text of the catalogue; an argument that is absent becomes an empty text, a number where one is counted counts as 0.
 * @param tag language of the text, BCP 47
 * @throws SyntaxError for a text that is no ICU message
 */
export function interpolate(text: string, args: TranslateArgs = {}, tag = 'en'): string {
  if (!text.includes('{')) return text;
  if (!ICU.test(text)) return text.replace(/\{(\w+)\}/g, (_all, name: string) => String(args[name] ?? ''));
  const key = `${tag}\n${text}`;
  let format = formats.get(key);
  if (!format) {
    const MessageFormat = loadMessageFormat();
    format = new MessageFormat(text, tag, undefined, { ignoreTag: true });
    formats.set(key, format);
  }
  const absent = [...text.matchAll(/\{\s*(\w+)\s*(,?)/g)].map(([, name = '', counted]) => [name, counted ? 0 : '']);
  return String(format.format({ ...Object.fromEntries(absent), ...withoutUndefined(args) }));
}

function withoutUndefined(args: TranslateArgs): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(args).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined));
}

/**
 * `args` with the reason they name: the text of the key `because`, filled from them, is their `message`. That of the key `next`, what to do
 * about it, follows in brackets.
 */
export function reasoned(args: TranslateArgs, t: Translate): TranslateArgs {
  const told = withReason(args, t);
  return typeof args.next === 'string' ? { ...told, message: `${told.message} (${t(args.next, args)})` } : told;
}

/** The same without the next step: for what is done about it already. */
export function withReason(args: TranslateArgs, t: Translate): TranslateArgs {
  return typeof args.because === 'string' ? { ...args, message: t(args.because, args) } : args;
}
