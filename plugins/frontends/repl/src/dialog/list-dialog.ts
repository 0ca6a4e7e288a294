import type { Translate } from '@ock/kernel';
import type { InputEvent } from '../input/input-event.ts';
import type { Action } from '../input/keymap.ts';
import { cutLine, type Line, lineText, wrapLine } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';
import type { Dialog } from './dialog.ts';
import { KeyGuard } from './key-guard.ts';
import { TextDialog } from './text-dialog.ts';

export interface ListDialogOptions {
  options: readonly { label: string; description?: string }[];
  multiple: boolean;
  /** the person is in the middle of typing */
  typing: boolean;
  theme: Theme;
  t: Translate;
  /** the entry for an answer in one's own words; absent: only the options count */
  own?: string;
  /** what stands before such an answer */
  ownPrompt: string;
  /** how it is used */
  hint: string;
  /** Chosen labels, or one text. Undefined: no answer is wanted. */
  done(answer: string[] | undefined): void;
}

/** before what goes on from the line above */
const INDENT = '    ';

/** Options below each other: arrows and Enter, digits, Space where several may be chosen, or an answer in one's own words. */
export class ListDialog implements Dialog {
  readonly #o: ListDialogOptions;
  readonly #guard: KeyGuard;
  readonly #chosen = new Set<number>();
  #at = 0;
  #own: TextDialog | undefined;

  constructor(options: ListDialogOptions) {
    this.#o = options;
    this.#guard = new KeyGuard(options.typing);
    if (options.options.length === 0) this.#write();
  }

  frame(width: number, rows: number): ReturnType<Dialog['frame']> {
    if (this.#own) return this.#own.frame(width, rows);
    const { options, theme, multiple, own, hint } = this.#o;
    const entries = [...options, ...(own === undefined ? [] : [{ label: own }])];
    const hints = wrapLine([{ text: hint }], width).map((line) => theme.paint('dim', lineText(line)));
    const most = Math.max(1, rows - hints.length);
    const lines = entries.map((entry, at): Line => {
      const here = at === this.#at;
      const box = multiple && at < options.length ? (this.#chosen.has(at) ? '☑ ' : '☐ ') : '';
      return [
        theme.span(here ? 'accent' : 'dim', `${here ? '›' : ' '} ${at + 1} `),
        { text: box },
        here ? theme.span('accent', entry.label, '1') : { text: entry.label },
        ...('description' in entry && entry.description ? [theme.span('dim', ` – ${entry.description}`)] : []),
      ];
    });
    return { rows: [...shownOf(lines, this.#at, width, most), ...hints] };
  }

  key(event: InputEvent, action: Action | undefined): void {
    const { options, own, done } = this.#o;
    const count = options.length + (own === undefined ? 0 : 1);
    const counts = this.#guard.lets();
    if (this.#own) {
      if (counts || action !== 'submit') this.#own.key(event, action);
    } else if (action === 'cancel') done(undefined);
    else if (!counts) return;
    else if (action === 'up') this.#at = (this.#at + count - 1) % count;
    else if (action === 'down' || action === 'complete') this.#at = (this.#at + 1) % count;
    else if (action === 'submit') this.#take();
    else if (event.type === 'key') this.#typed(event.key, event.text, count);
    else if (event.type === 'paste' && own !== undefined) this.#write(event);
  }

  cancel(): void {
    this.#o.done(undefined);
  }

  #typed(key: string, text: string | undefined, count: number): void {
    const { multiple, options, own } = this.#o;
    if (/^[1-9]$/.test(key) && Number(key) <= count) {
      this.#at = Number(key) - 1;
      if (multiple && this.#at < options.length) this.#toggle();
      else this.#take();
    } else if (key === 'space' && multiple && this.#at < options.length) this.#toggle();
    else if (text !== undefined && key !== 'space' && own !== undefined) this.#write({ type: 'key', key, text });
  }

  #toggle(): void {
    if (!this.#chosen.delete(this.#at)) this.#chosen.add(this.#at);
  }

  #take(): void {
    const { options, multiple, done } = this.#o;
    const label = (at: number) => options[at]?.label ?? '';
    const chosen = multiple && this.#chosen.size > 0 ? [...this.#chosen].sort((a, b) => a - b) : [this.#at];
    if (this.#at >= options.length) this.#write();
    else done(chosen.map(label));
  }

  #write(first?: InputEvent): void {
    const { ownPrompt, theme, t, done, options } = this.#o;
    const finished = (text: string | undefined) => {
      this.#own = undefined;
      if (text !== undefined && (text !== '' || options.length === 0)) done([text]);
      else if (options.length === 0) done(undefined);
    };
    this.#own = new TextDialog({ prompt: ownPrompt, theme, t, done: finished });
    if (first) this.#own.key(first, undefined);
  }
}

/** Choices whole where all have room; else a line each, and whole the one that is chosen from now. */
function shownOf(lines: readonly Line[], chosen: number, width: number, most: number): string[] {
  const rowsOf = (line: Line) => wrapLine(line, width, width - INDENT.length).map((part, at) => (at === 0 ? '' : INDENT) + lineText(part));
  const whole = lines.map(rowsOf);
  if (whole.flat().length <= most) return whole.flat();
  const here = (whole[chosen] ?? []).slice(0, most);
  const room = most - here.length;
  const first = Math.max(0, Math.min(chosen - Math.floor(room / 2), lines.length - 1 - room));
  const others = (from: number, to: number) => lines.slice(from, to).map((line) => lineText(cutLine(line, width)));
  return [...others(first, chosen), ...here, ...others(chosen + 1, first + room + 1)];
}
