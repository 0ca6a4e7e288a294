import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LocaleContribution } from '../kinds/locale.ts';
import { createFormat, type Format } from './format.ts';
import { matchLocale } from './match-locale.ts';
import { interpolate, type Translate } from './translate.ts';

type Texts = Record<string, string>;

/** A locale and the folder of its plugin. */
export interface OfferedLocale {
  contribution: LocaleContribution;
  /** absolute */
  root: string;
}

/** bytes of a locale's file; ours have a tenth of it */
const MAX_BYTES = 8 * 1024 * 1024;
/** controls but tab and newline, and marks that turn what follows around */
const COMMANDING = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;

/** Language of the texts that the code carries. */
export const ENGLISH = 'en';

const FORMATS = new WeakMap<Translate, () => Format>();

/** How the language of these texts writes amounts and times; English where nobody said. Looked up when something is shown. */
export function formatOf(t: Translate): Format {
  return FORMATS.get(t)?.() ?? createFormat(ENGLISH);
}

/** The language that people are spoken to in. It may change at any time: texts are looked up when they are shown. */
export class Language {
  /** Text of the chosen language; in English where that has none. */
  readonly t: Translate;
  /** The same in English, whatever is chosen: for models and programs. */
  readonly english: Translate;
  readonly #english: () => Texts;
  #offered: readonly OfferedLocale[] = [];
  #chosen: OfferedLocale | undefined;
  #texts: Texts | undefined;
  #format: Format | undefined;

  /** @param english the catalogue of the code; may throw where the installation is broken */
  constructor(english: () => Texts) {
    this.#english = english;
    this.t = (key, args) => {
      const text = this.#ownText(key);
      if (text !== undefined) {
        try {
          return interpolate(text, args, this.tag);
        } catch (error) {
          // a text that is no message: English says the same
          if (!(error instanceof Error)) throw error;
        }
      }
      return this.english(key, args);
    };
    this.english = (key, args) => interpolate(this.#fallback()[key] ?? key, args);
    FORMATS.set(this.t, () => this.format);
  }

  /** id of the locale */
  get id(): string {
    return this.#chosen?.contribution.id ?? ENGLISH;
  }
  /** BCP 47 */
  get tag(): string {
    return this.#chosen?.contribution.tag ?? this.id;
  }
  /** written from right to left */
  get rtl(): boolean {
    return this.#chosen?.contribution.rtl === true;
  }
  get format(): Format {
    this.#format ??= createFormat(this.tag);
    return this.#format;
  }
  /** what may be chosen */
  get locales(): LocaleContribution[] {
    return this.#offered.map(({ contribution }) => contribution);
  }

  /** Says what there is. What was chosen and is gone falls back to English. */
  offer(locales: readonly OfferedLocale[]): void {
    this.#offered = locales;
    if (!locales.some(({ contribution }) => contribution.id === this.id)) this.#take(undefined);
  }

  /**
   * @param wanted an id, or a tag such as `pt_BR.UTF-8`
   * @returns false: nothing fits, and all stays as it is
   */
  choose(wanted: string | undefined): boolean {
    const id = matchLocale(wanted, [ENGLISH, ...this.#offered.map(({ contribution }) => contribution.id)]);
    if (id === undefined) return false;
    this.#take(this.#offered.find(({ contribution }) => contribution.id === id));
    return true;
  }

  /** Text of the chosen language for a key, unfilled; undefined where it and English have none. */
  text(key: string): string | undefined {
    return this.#ownText(key) ?? this.#fallback()[key];
  }

  #take(locale: OfferedLocale | undefined): void {
    this.#chosen = locale;
    this.#texts = undefined;
    this.#format = undefined;
  }

  /** What a terminal would obey is no text. */
  #ownText(key: string): string | undefined {
    const text: unknown = this.#own()[key];
    return typeof text === 'string' && !COMMANDING.test(text) ? text : undefined;
  }

  #own(): Texts {
    const { contribution, root } = this.#chosen ?? {};
    if (contribution?.messagesFile === undefined || root === undefined) return {};
    this.#texts ??= readTexts(join(root, contribution.messagesFile));
    return this.#texts;
  }

  #fallback(): Texts {
    try {
      return this.#english();
    } catch {
      // a broken installation still has to be told about
      return {};
    }
  }
}

/** A locale that cannot be read is none: English stands in, and `doctor` names the file. */
function readTexts(file: string): Texts {
  try {
    const facts = statSync(file);
    if (!facts.isFile() || facts.size > MAX_BYTES) return {};
    const texts: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof texts === 'object' && texts !== null ? (texts as Texts) : {};
  } catch {
    return {};
  }
}
