import { readFileSync } from 'node:fs';
import { KernelError, type Person, type Question, resolvePath } from '@ock/kernel';

type Given = string | number;

interface Entry {
  /** as the file has it */
  question: string;
  matches(asked: string): boolean;
  answer: Given[];
  used: boolean;
}

/** `--answers FILE`: what a person said beforehand to the questions that may be asked. Permissions are not among them. */
export class Answers implements Person {
  readonly #entries: Entry[];
  readonly #default: Given[] | undefined;

  /** @param data a list of `{question, answer}`, or `{answers: […], default}`. @throws OC_INPUT naming the file and what is wrong */
  constructor(data: unknown, file: string) {
    const table = Array.isArray(data) ? { answers: data as unknown[] } : data;
    if (!isTable(table)) refuse(file, 'no_list');
    const { answers = [], default: fallback, ...others } = table;
    if (!Array.isArray(answers) || Object.keys(others).length > 0) refuse(file, 'no_list');
    this.#entries = answers.map((entry: unknown, at) => {
      const { question, answer, ...more } = isTable(entry) ? entry : {};
      const given = answerOf(answer);
      if (typeof question !== 'string' || question.trim() === '' || !given || Object.keys(more).length > 0)
        refuse(file, 'bad_entry', at + 1);
      return { question, matches: matcher(question) ?? refuse(file, 'bad_pattern', at + 1), answer: given, used: false };
    });
    this.#default = answerOf(fallback);
    if (fallback !== undefined && !this.#default) refuse(file, 'bad_default');
  }

  /** TOML, or JSON where the name ends so. @throws OC_FILE, OC_INPUT, OC_CONFIG_SYNTAX */
  static async read(name: string, cwd: string): Promise<Answers> {
    const file = resolvePath(name, cwd);
    let text: string;
    try {
      text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    } catch (cause) {
      throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
    }
    if (file.endsWith('.json')) return new Answers(json(text, file), file);
    const { parseToml } = await import('@ock/kernel/config');
    return new Answers(parseToml(text, file), file);
  }

  /** The first entry that fits a question answers it, else the default; a question without either gets no answer. @throws OC_NO_PERSON when none gets one */
  async questions(asked: Question[]): Promise<string[][]> {
    const answers = asked.map((question) => this.#answer(question));
    if (answers.every((answer) => answer === undefined)) throw new KernelError('OC_NO_PERSON');
    return answers.map((answer) => answer ?? []);
  }

  /** The questions of entries that answered nothing. */
  get unused(): string[] {
    return this.#entries.filter(({ used }) => !used).map(({ question }) => question);
  }

  #answer({ question, options = [] }: Question): string[] | undefined {
    const labels = options.map(({ label }) => label);
    for (const entry of this.#entries) {
      const answer = entry.matches(plain(question)) ? inWords(entry.answer, labels) : undefined;
      if (!answer) continue;
      entry.used = true;
      return answer;
    }
    return this.#default && inWords(this.#default, labels);
  }
}

function refuse(file: string, key: string, at?: number): never {
  throw new KernelError('OC_INPUT', { because: `frontend-run.answers_${key}`, file, ...(at !== undefined && { at }) });
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new KernelError('OC_INPUT', { because: 'frontend-run.answers_no_json', file, message: (cause as Error).message }, { cause });
  }
}

function answerOf(value: unknown): Given[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const isGiven = (one: unknown): one is Given => typeof one === 'string' || (typeof one === 'number' && Number.isInteger(one) && one > 0);
  return list.length > 0 && list.every(isGiven) ? list : undefined;
}

/** Numbers are options, counted from 1; a label in any case is that label. Undefined: an option that is not there. */
function inWords(answer: Given[], labels: string[]): string[] | undefined {
  const words = answer.map((one) =>
    typeof one === 'number' ? labels[one - 1] : (labels.find((label) => label.toLowerCase() === one.trim().toLowerCase()) ?? one),
  );
  return words.includes(undefined) ? undefined : (words as string[]);
}

/** `/…/flags` is a regular expression, `*` stands for anything; otherwise the whole question, without regard to case and spaces. Undefined: no pattern. */
function matcher(pattern: string): Entry['matches'] | undefined {
  const regex = /^\/([\s\S]+)\/([imsu]*)$/.exec(pattern);
  if (regex) {
    try {
      const made = new RegExp(regex[1] as string, regex[2]);
      return (asked) => made.test(asked);
    } catch {
      return undefined;
    }
  }
  const pieces = plain(pattern).split('*');
  const escaped = pieces.map((piece) => piece.replace(/[\\^$.+?()[\]{}|/-]/g, '\\$&'));
  const whole = new RegExp(`^${escaped.join('[\\s\\S]*?')}$`, 'i');
  return (asked) => whole.test(asked);
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
