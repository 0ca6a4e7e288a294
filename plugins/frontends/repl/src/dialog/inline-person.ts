import type { PermissionAnswer, PermissionDecision, PermissionRequest, Person, Question, Translate } from '@ock/kernel';
import { revealLine, sanitize, sanitizeLine } from '@ock/kernel';
import { requestLines } from '../permission-lines.ts';
import type { Theme } from '../theme/theme.ts';
import { ChoiceDialog, type KeyChoice } from './choice-dialog.ts';
import type { Dialog } from './dialog.ts';
import { ListDialog } from './list-dialog.ts';
import { TextDialog } from './text-dialog.ts';

export interface InlinePersonOptions {
  theme: Theme;
  t: Translate;
  /** whom the person talks to: others that ask are named */
  agent(): string;
  /** something stands in the input line, or did a moment ago */
  typing(): boolean;
  print(lines: string[]): void;
  diff(text: string, callId: string): void;
  settle(): Promise<void>;
  /** Shows a dialog in place of the input line; undefined: the input line again. */
  show(dialog: Dialog | undefined): void;
  /** Somebody is waited for. */
  waits(text: string): void;
}

type Choice = PermissionAnswer['answer'] | 'message';

/** The person at this terminal, asked in place of the input line. Questions are put one after another, also when several are asked at once. */
export class InlinePerson implements Person {
  readonly #o: InlinePersonOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: InlinePersonOptions) {
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
    const { theme, t } = this.#o;
    if (signal.aborted) return { answer: 'reject' };
    await this.#o.settle();
    const lines = requestLines(request, decision, { style: theme.style, t, agent: this.#o.agent() });
    this.#o.print([...lines.head, ...lines.subjects]);
    if (lines.change) this.#o.diff(lines.change, request.callId);
    this.#o.print(lines.reason);
    // the whole of it stands there before a key can answer
    await this.#o.settle();
    this.#o.waits(lines.plain);
    const { rule } = decision;
    const choices: KeyChoice<Choice>[] = [{ key: 'y', label: t('frontend-repl.key_once'), value: 'once' }];
    if (rule) {
      choices.push({ key: 's', label: t('frontend-repl.key_session'), value: 'session' });
      choices.push({ key: 'a', label: t('frontend-repl.key_always', { rule: revealLine(rule) }), value: 'always' });
    }
    choices.push({ key: 'n', label: t('frontend-repl.key_no'), value: 'reject' });
    choices.push({ key: 'm', label: t('frontend-repl.key_message'), value: 'message' });
    for (;;) {
      const choice = await this.#ask<Choice>((done) => new ChoiceDialog({ choices, theme, typing: this.#o.typing(), done }), signal);
      if (choice === undefined) return this.#told({ answer: 'reject' });
      if (choice !== 'message') return this.#told({ answer: choice }, rule);
      const message = await this.#ask<string>((done) => new TextDialog({ prompt: t('frontend-repl.message_prompt'), theme, done }), signal);
      if (message) return this.#told({ answer: 'reject', message });
      if (signal.aborted) return { answer: 'reject' };
    }
  }

  /** Leaves in the transcript what was answered. */
  #told(answer: PermissionAnswer, rule?: string): PermissionAnswer {
    const { t, theme } = this.#o;
    const key = answer.answer === 'reject' && answer.message !== undefined ? 'message' : answer.answer;
    const args = { rule: revealLine(rule ?? ''), message: answer.answer === 'reject' ? sanitizeLine(answer.message ?? '') : '' };
    this.#o.print([theme.paint('dim', `  ${t(`frontend-repl.answered_${key}`, args)}`)]);
    return answer;
  }

  async #question({ question, header, options = [], multiple, from }: Question, signal: AbortSignal): Promise<string[]> {
    const { theme, t } = this.#o;
    await this.#o.settle();
    const head = [from, header].filter((part) => part !== undefined && part !== '').map((part) => sanitizeLine(part as string));
    this.#o.print([...(head.length > 0 ? [theme.bold(head.join(': '))] : []), ...sanitize(question).split('\n')]);
    this.#o.waits(sanitizeLine(question));
    const shown = options.map(({ label, description }) => ({
      label: sanitizeLine(label),
      ...(description && { description: sanitizeLine(description) }),
    }));
    const answer = await this.#ask<string[]>(
      (done) =>
        new ListDialog({
          options: shown,
          multiple: multiple === true,
          typing: this.#o.typing(),
          theme,
          own: t('frontend-repl.own_answer'),
          ownPrompt: t('frontend-repl.question_prompt'),
          hint: t(multiple ? 'frontend-repl.list_many' : 'frontend-repl.list_one'),
          done,
        }),
      signal,
    );
    if (answer) this.#o.print([theme.paint('dim', `  ${answer.map(sanitizeLine).join(', ')}`)]);
    return (answer ?? []).map((text) => options[shown.findIndex(({ label }) => label === text)]?.label ?? text);
  }

  #ask<T>(make: (done: (value: T | undefined) => void) => Dialog, signal: AbortSignal): Promise<T | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const abort = () => done(undefined);
      const done = (value: T | undefined) => {
        signal.removeEventListener('abort', abort);
        this.#o.show(undefined);
        resolve(value);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#o.show(make(done));
    });
  }
}
