import {
  type PermissionAnswer,
  type PermissionDecision,
  type PermissionRequest,
  type Person,
  type Question,
  revealLine,
  sanitize,
  sanitizeLine,
  type Translate,
} from '@ock/kernel';
import { diffLines } from './diff-view.ts';
import { keyLabel } from './input/keymap.ts';
import type { LineInput } from './line-input.ts';
import { requestLines } from './permission-lines.ts';
import type { Screen } from './screen.ts';
import type { Style } from './style.ts';

export interface PersonOptions {
  input: Pick<LineInput, 'ask'>;
  screen: Screen;
  style: Style;
  t: Translate;
  cwd: string;
  /** whom the person talks to: others that ask are named */
  agent?(): string;
  /** ends what the renderer has open, before a question is put */
  flush(): void;
  /** columns; absent: lines are as long as they are */
  width?(): number;
  /** rows of the terminal; absent: it has no end */
  height?(): number;
}

/** unclear answers to one question before it counts as a no */
const MAX_UNCLEAR = 5;
/** lines of a change that are shown at once; an empty answer shows as many more */
const PREVIEW_LINES = 40;
/** rows of a screen that choices and reasons take beside the call that is asked about */
const AROUND_ROWS = 8;
/** rows of a call that are shown at once, however small the screen */
const MIN_PAGE = 5;

/** The person at this terminal. Questions are put one after another, also when several are asked at once. */
export class TerminalPerson implements Person {
  readonly #o: PersonOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: PersonOptions) {
    this.#o = options;
  }

  permission(
    request: PermissionRequest,
    decision: Extract<PermissionDecision, { effect: 'ask' }>,
    signal: AbortSignal,
  ): Promise<PermissionAnswer> {
    return this.#inTurn(() => this.#permission(request, decision, signal));
  }

  questions(questions: Question[], signal: AbortSignal): Promise<string[][]> {
    return this.#inTurn(async () => {
      const answers: string[][] = [];
      for (const question of questions) answers.push(await this.#question(question, signal));
      return answers;
    });
  }

  #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(ask, ask);
    this.#turn = next;
    return next;
  }

  async #permission(
    request: PermissionRequest,
    decision: Extract<PermissionDecision, { effect: 'ask' }>,
    signal: AbortSignal,
  ): Promise<PermissionAnswer> {
    const { screen, style, t, flush, width } = this.#o;
    const { rule } = decision;
    if (signal.aborted) return { answer: 'reject' };
    flush();
    const look = { style, t, agent: this.#o.agent?.() ?? request.agent, ...(width && { width: width() - 1 }) };
    const lines = requestLines(request, decision, look);
    const refused = await this.#read([...lines.head, ...lines.subjects], signal);
    if (refused) return refused;
    const change = lines.change === '' ? [] : diffLines(lines.change, style, Number.POSITIVE_INFINITY, () => '');
    const choices = [t('frontend-repl.choice_once')];
    if (rule) choices.push(t('frontend-repl.choice_session'), t('frontend-repl.choice_always', { rule: revealLine(rule) }));
    choices.push(t('frontend-repl.choice_no'), t('frontend-repl.choice_message'));
    let shown = 0;
    const show = () => {
      for (const line of change.slice(shown, shown + PREVIEW_LINES)) screen.line(`    ${line}`);
      shown += PREVIEW_LINES;
      const more = change.length - shown;
      if (more > 0) screen.line(`  ${this.#more(more)}`);
    };
    show();
    for (const line of lines.reason) screen.line(line);
    screen.line(`  ${choices.join(' · ')}`);
    for (let unclear = 0; unclear < MAX_UNCLEAR; ) {
      const line = await this.#ask('frontend-repl.ask_prompt', signal);
      if (line === undefined) return { answer: 'reject' };
      const answer = permissionAnswer(line, rule !== undefined);
      if (answer) return answer;
      if (line === '' && shown < change.length) show();
      else {
        unclear++;
        screen.line(style.dim(t('frontend-repl.unclear')));
      }
    }
    return { answer: 'reject' };
  }

  /**
   * Shows what is asked about, screen by screen where it is longer than one: no yes counts before its end was shown.
   * @returns the answer of a person who has seen enough to refuse it
   */
  async #read(lines: readonly string[], signal: AbortSignal): Promise<PermissionAnswer | undefined> {
    const { screen, style, t, height } = this.#o;
    const page = height ? Math.max(MIN_PAGE, height() - AROUND_ROWS) : Number.POSITIVE_INFINITY;
    for (let at = 0, unclear = 0; ; ) {
      if (unclear === 0) for (const line of lines.slice(at, at + page)) screen.line(line);
      const left = lines.length - at - page;
      if (!(left > 0)) return undefined;
      screen.line(`  ${this.#more(left)} · ${t('frontend-repl.choice_no')} · ${t('frontend-repl.choice_message')}`);
      const line = await this.#ask('frontend-repl.ask_prompt', signal);
      const answer = line === undefined ? ({ answer: 'reject' } as const) : permissionAnswer(line, false);
      if (answer?.answer === 'reject') return answer;
      if (line === '') {
        at += page;
        unclear = 0;
      } else {
        if (++unclear >= MAX_UNCLEAR) return { answer: 'reject' };
        screen.line(style.dim(t('frontend-repl.unclear')));
      }
    }
  }

  #more(count: number): string {
    const { t } = this.#o;
    return `${keyLabel('enter', t)} ${t('frontend-repl.more_lines', { count })}`;
  }

  async #question({ question, header, options = [], multiple, from }: Question, signal: AbortSignal): Promise<string[]> {
    const { screen, style, t, flush } = this.#o;
    flush();
    const head = [from, header].filter((part) => part !== undefined && part !== '').map((part) => sanitizeLine(part as string));
    if (head.length > 0) screen.line(style.bold(head.join(': ')));
    screen.line(sanitize(question));
    options.forEach(({ label, description }, i) => {
      screen.line(
        `  ${style.cyan(String(i + 1))} ${sanitizeLine(label)}${description ? style.dim(` – ${sanitizeLine(description)}`) : ''}`,
      );
    });
    const hint = options.length === 0 ? 'free' : multiple ? 'many' : 'one';
    screen.line(style.dim(t(`frontend-repl.question_${hint}`)));
    for (let unclear = 0; unclear < MAX_UNCLEAR; unclear++) {
      const line = await this.#ask('frontend-repl.question_prompt', signal);
      if (line === undefined) return [];
      const chosen = chosenOptions(
        line,
        options.map(({ label }) => label),
        multiple === true,
      );
      if (chosen) return chosen;
      screen.line(style.dim(t('frontend-repl.no_such_option', { count: options.length })));
    }
    return [];
  }

  async #ask(key: string, signal: AbortSignal): Promise<string | undefined> {
    const line = await this.#o.input.ask(this.#o.t(key), signal);
    // an interrupt leaves the cursor behind the prompt
    if (line === undefined) this.#o.screen.line();
    else this.#o.screen.touched();
    return line?.trim();
  }
}

/** y, s, a, n; anything of more than one word is a no with the reason for it. Undefined: unclear. */
export function permissionAnswer(line: string, hasRule: boolean): PermissionAnswer | undefined {
  const word = line.toLowerCase();
  if (word === 'y' || word === 'yes' || word === 'once') return { answer: 'once' };
  if (hasRule && (word === 's' || word === 'session')) return { answer: 'session' };
  if (hasRule && (word === 'a' || word === 'always')) return { answer: 'always' };
  if (word === 'n' || word === 'no' || word === 'reject') return { answer: 'reject' };
  const message = line.replace(/^(?:no?|reject)[ ,:]+/i, '');
  return message.includes(' ') || message !== line ? { answer: 'reject', message } : undefined;
}

/** Numbers (several with commas or blanks), a label, or free text. Undefined: a number that no option has. */
export function chosenOptions(line: string, labels: string[], multiple: boolean): string[] | undefined {
  if (line === '') return labels.length ? undefined : [''];
  if (labels.length && /^\d+(?:[\s,]+\d+)*$/.test(line)) {
    const numbers = [...new Set(line.split(/[\s,]+/).map(Number))];
    const chosen = numbers.map((number) => labels[number - 1]);
    if (chosen.includes(undefined) || (!multiple && chosen.length > 1)) return undefined;
    return chosen as string[];
  }
  return [labels.find((label) => label.toLowerCase() === line.toLowerCase()) ?? line];
}
