import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { near } from '@ock/kernel';

export interface Topic {
  /** the file's name without `.md` */
  topic: string;
  /** its first heading */
  title: string;
  file: string;
}

/** A chapter: a heading with what stands below it. */
export interface Chapter {
  topic: string;
  title: string;
  text: string;
}

const MAX_NEAR = 8;

/** The documentation that came with this installation. */
export class Library {
  readonly #dir: string;

  constructor(installRoot: string) {
    this.#dir = join(installRoot, 'docs');
  }

  /** In the order of their names. */
  topics(): Topic[] {
    return readdirSync(this.#dir)
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => {
        const file = join(this.#dir, name);
        const title = /^# +(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? name;
        return { topic: name.slice(0, -3), title: bare(title), file };
      });
  }

  /**
   * A whole topic by its name, a chapter by the words of its heading or by the code of an error. An exact name comes before one that only has
   * the words in it.
   */
  find(words: string): { found?: Chapter; others: Chapter[] } {
    const topics = this.topics();
    const wanted = words.trim().toLowerCase().replace(/\.md$/, '');
    const whole = topics.find(({ topic, title }) => topic === wanted || title.toLowerCase() === wanted);
    if (whole) return { found: { topic: whole.topic, title: whole.title, text: readFileSync(whole.file, 'utf8') }, others: [] };
    const all = topics.flatMap(({ topic, file }) => chapters(topic, readFileSync(file, 'utf8')));
    const exact = all.filter(({ title }) => title.toLowerCase() === wanted);
    const some = exact.length > 0 ? exact : all.filter(({ title }) => title.toLowerCase().includes(wanted));
    const [found, ...others] = some;
    return { ...(found && { found }), others };
  }

  /** Names that were perhaps meant, with commas between them; empty for none. */
  near(words: string): string {
    const topics = this.topics();
    const codes = chapters('errors', readFileSync(join(this.#dir, 'errors.md'), 'utf8')).map(({ title }) => title);
    const wanted = words.toLowerCase();
    const within = topics.filter(({ file }) => readFileSync(file, 'utf8').toLowerCase().includes(wanted)).map(({ topic }) => topic);
    const names = /^oc_/i.test(words) ? codes : topics.map(({ topic }) => topic);
    return near(/^oc_/i.test(words) ? words.toUpperCase() : wanted, names) || within.slice(0, MAX_NEAR).join(', ');
  }
}

/** Every heading below the first with its text, up to the next one that is as high. Headings inside of code are none. */
function chapters(topic: string, markdown: string): Chapter[] {
  const lines = markdown.split('\n');
  const heads: { at: number; depth: number; title: string }[] = [];
  let isCode = false;
  for (const [at, line] of lines.entries()) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const match = isCode ? null : /^(#{2,6}) +(.+)$/.exec(line);
    if (match) heads.push({ at, depth: (match[1] as string).length, title: bare(match[2] as string) });
  }
  return heads.map(({ at, depth, title }, i) => {
    const next = heads.slice(i + 1).find((head) => head.depth <= depth);
    return { topic, title, text: lines.slice(at, next?.at).join('\n') };
  });
}

function bare(heading: string): string {
  return heading.replace(/[`*_]{1,2}(?=\S)|(?<=\S)[`*]{1,2}/g, (mark) => (mark.includes('_') ? mark : '')).trim();
}
