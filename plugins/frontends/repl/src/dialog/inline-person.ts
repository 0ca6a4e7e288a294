import type { PermissionAnswer, PermissionDecision, PermissionRequest, Person, Question, Translate } from '@ock/kernel';
import { revealLine, sanitize, sanitizeLine } from '@ock/kernel';
import { keyLabel } from '../input/keymap.ts';
import { broken, requestLines } from '../permission-lines.ts';
import { cutToWidth, textWidth } from '../screen/width.ts';
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
  /** The change that a call would make, at most so much of it that the question stays in sight. */
  diff(text: string, callId: string): void;
  wholeDiff(text: string): void;
  /** who works in a session that is a sub-agent's, and what for */
  worker(sessionId: string): string | undefined;
  /** columns */
  width(): number;
  /** rows of the screen */
  height(): number;
  /** What happens meanwhile is shown when the question is answered. @returns shows it */
  hold(): () => void;
  settle(): Promise<void>;
  /** Shows a dialog in place of the input line; undefined: the input line again. */
  show(dialog: Dialog | undefined): void;
  /** Somebody is waited for. */
  waits(text: string): void;
}

type Choice = PermissionAnswer['answer'] | 'message';

/** rows of a screen that choices, reasons and status take beside the call that is asked about */
const AROUND_ROWS = 8;
/** rows of a call that are shown at once, however small the screen */
const MIN_PAGE = 5;
/** rows that a rule may take among the choices; a longer one stands above them */
const MAX_RULE_ROWS = 2;

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
    const undisturbed = async () => {
      await this.#o.settle();
      const release = this.#o.hold();
      try {
        return await ask();
      } finally {
        release();
      }
    };
    const next = this.#turn.then(undisturbed, undisturbed);
    this.#turn = next;
    return next;
  }

  async #permission(
    request: PermissionRequest,
    decision: Extract<PermissionDecision, { effect: 'ask' }>,
    signal: AbortSignal,
  ): Promise<PermissionAnswer> {
    const { theme, t, width } = this.#o;
    if (signal.aborted) return { answer: 'reject' };
    const look = { style: theme.style, t, agent: this.#o.agent(), worker: this.#o.worker(request.sessionId), width: width() };
    const lines = requestLines(request, decision, look);
    this.#o.waits(lines.plain);
    if (!(await this.#read([...lines.head, ...lines.subjects], signal))) return this.#told({ answer: 'reject' });
    if (lines.change) this.#o.diff(lines.change, request.callId);
    this.#o.print(lines.reason);
    const { rule } = decision;
    const choices: KeyChoice<Choice>[] = [{ key: 'y', label: t('frontend-repl.key_once'), value: 'once' }];
    if (rule) {
      const shown = revealLine(rule);
      const isLong = textWidth(shown) > width() * MAX_RULE_ROWS;
      if (isLong)
        this.#o.print(broken(`a ${t('frontend-repl.key_always', { rule: shown })}`, width(), '  ').map((line) => theme.paint('dim', line)));
      const label = t('frontend-repl.key_always', { rule: isLong ? cutToWidth(shown, Math.floor(width() / 2)) : shown });
      choices.push({ key: 's', label: t('frontend-repl.key_session'), value: 'session' }, { key: 'a', label, value: 'always' });
    }
    choices.push({ key: 'n', label: t('frontend-repl.key_no'), value: 'reject' });
    choices.push({ key: 'm', label: t('frontend-repl.key_message'), value: 'message' });
    // the whole of it stands there before a key can answer
    await this.#o.settle();
    for (;;) {
      const expand = () => this.#o.wholeDiff(lines.change);
      const parts = { choices, theme, t, typing: this.#o.typing(), ...(lines.change && { expand }) };
      const choice = await this.#ask<Choice>((done) => new ChoiceDialog({ ...parts, done }), signal);
      if (choice === undefined) return this.#told({ answer: 'reject' });
      if (choice !== 'message') return this.#told({ answer: choice }, rule);
      const message = await this.#ask<string>(
        (done) => new TextDialog({ prompt: t('frontend-repl.message_prompt'), theme, t, done }),
        signal,
      );
      if (message) return this.#told({ answer: 'reject', message });
      if (signal.aborted) return { answer: 'reject' };
    }
  }

  /**
   * Shows what is asked about, screen by screen where it is longer than one: nothing of it went by unseen when the question comes.
   * @returns false: the person has seen enough to refuse it
   */
  async #read(lines: readonly string[], signal: AbortSignal): Promise<boolean> {
    const { t, theme, height } = this.#o;
    const page = Math.max(MIN_PAGE, height() - AROUND_ROWS);
    for (let at = 0; ; at += page) {
      this.#o.print(lines.slice(at, at + page));
      const count = lines.length - at - page;
      if (count <= 0) return true;
      const choices: KeyChoice<boolean>[] = [
        { key: 'space', label: t('frontend-repl.more_lines', { count }), value: true },
        { key: 'n', label: t('frontend-repl.key_no'), value: false },
      ];
      await this.#o.settle();
      if (!(await this.#ask<boolean>((done) => new ChoiceDialog({ choices, theme, t, typing: this.#o.typing(), done }), signal)))
        return false;
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
          t,
          own: t('frontend-repl.own_answer'),
          ownPrompt: t('frontend-repl.question_prompt'),
          hint: t(multiple ? 'frontend-repl.choose_many' : 'frontend-repl.choose_one', {
            enter: keyLabel('enter', t),
            escape: keyLabel('escape', t),
            space: keyLabel('space', t),
          }),
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
