import { type PromptInput, revealLine } from '@ock/kernel';
import type { Frame } from '../screen/live-region.ts';
import { cutLine, lineText } from '../screen/spans.ts';
import { cutToWidth, textWidth } from '../screen/width.ts';
import type { Theme } from '../theme/theme.ts';
import { Editor } from './editor.ts';
import { HistoryWalk } from './history-walk.ts';
import { layout, placeAt } from './layout.ts';

/** What was sent. */
export interface Entry {
  text: string;
  files: PromptInput['files'];
  /** as it stood in the input, its tokens closed: what comes back there */
  draft?: string;
}

/** Something that may stand where the cursor is. */
export interface Completion {
  /** what takes the place of what is typed */
  text: string;
  /** shown in place of `text` */
  label?: string;
  hint?: string;
}

export interface Completions {
  /** where the part begins that a completion replaces */
  from: number;
  items: Completion[];
}

/** rows of completions shown at once */
const POPUP_ROWS = 8;
/** a longer paste, or one of more lines, is shown as a token */
const SHOWN_CHARS = 400;
const SHOWN_LINES = 3;

/** The input line with all that belongs to it: text, history, search in it, completions. Knows no terminal. */
export class Composer {
  readonly editor = new Editor();
  readonly history: HistoryWalk;
  /** `stale`: made for a text that was typed on since, shown until the next ones are here */
  #popup: (Completions & { at: number; chosen: boolean; stale?: true }) | undefined;
  #search: { query: string; skip: number; before: string } | undefined;
  #pastes = 0;
  /** the column that moving up and down tries to keep */
  #column: number | undefined;
  #width = 80;
  /** the prompt that arrows brought back */
  #recalled: string | undefined;

  constructor(history: string[]) {
    this.history = new HistoryWalk(history);
  }

  get searching(): boolean {
    return this.#search !== undefined;
  }
  get completing(): boolean {
    return this.#popup !== undefined && !this.#popup.stale;
  }
  /** What Enter or Tab would put in: a completion that was moved to, or the only one there is. */
  get candidate(): Completion | undefined {
    return this.completing ? this.#popup?.items[this.#popup.at] : undefined;
  }

  /** The person moved to that completion. */
  get chosen(): boolean {
    return this.completing && this.#popup?.chosen === true;
  }

  /** @param token label of a long paste */
  paste(text: string, token: (number: number, lines: number) => string): void {
    // the line break behind the last line begins none
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (text.length <= SHOWN_CHARS && lines <= SHOWN_LINES) this.editor.type(text);
    else this.editor.put({ label: token(++this.#pastes, lines), text });
    this.edited();
  }

  /** Something was typed: what belongs to the text before is over. @param offers completions for the text as it is now are on their way */
  edited(offers = false): void {
    this.#column = undefined;
    this.#popup = offers && this.#popup ? { ...this.#popup, stale: true } : undefined;
  }

  /** Takes the text out, as it is sent. */
  take(): Entry {
    const { editor } = this;
    const entry = { text: editor.whole, files: editor.tokens.files(editor.text), draft: editor.text };
    editor.clear();
    this.edited();
    this.#search = undefined;
    this.history.reset();
    return entry;
  }

  /** @returns false where the cursor stands in the first row and nothing comes before */
  up(): boolean {
    if (this.#popup) return this.#move(-1);
    if (this.#vertical(-1)) return true;
    return this.#recall(this.history.back(this.editor.text));
  }

  down(): boolean {
    if (this.#popup) return this.#move(1);
    if (this.#vertical(1)) return true;
    return this.#recall(this.history.forth());
  }

  #recall(entry: string | undefined): boolean {
    if (entry === undefined) return false;
    this.editor.set(entry);
    this.#recalled = entry;
    return true;
  }

  offer(completions: Completions | undefined): void {
    this.#popup = completions && completions.items.length > 0 ? { ...completions, at: 0, chosen: false } : undefined;
  }

  /** Puts the completion in. @returns false where there is none */
  accept(): boolean {
    const popup = this.#popup;
    const item = this.candidate;
    this.#popup = undefined;
    if (!popup || !item) return false;
    this.editor.replace(popup.from, this.editor.cursor, item.text);
    return true;
  }

  closePopup(): boolean {
    const open = this.#popup !== undefined;
    this.#popup = undefined;
    return open;
  }

  /** Begins to search the history, or goes to an older hit. */
  search(): void {
    if (!this.#search) this.#search = { query: '', skip: 0, before: this.editor.text };
    else if (this.#hit(this.#search.skip + 1) !== undefined) this.#search.skip++;
    this.#show();
  }

  searchType(text: string): void {
    if (!this.#search) return;
    this.#search.query += text;
    this.#search.skip = 0;
    this.#show();
  }

  searchBack(): void {
    if (!this.#search) return;
    this.#search.query = [...this.#search.query].slice(0, -1).join('');
    this.#search.skip = 0;
    this.#show();
  }

  /** @param keep what was found stays; else, or where nothing was, what stood there before comes back */
  endSearch(keep: boolean): void {
    const found = this.#search && this.#hit(this.#search.skip) !== undefined;
    if (this.#search && !(keep && found)) this.editor.set(this.#search.before);
    this.#search = undefined;
  }

  #hit(skip: number): string | undefined {
    return this.#search?.query ? this.history.search(this.#search.query, skip) : undefined;
  }

  #show(): void {
    if (!this.#search) return;
    const { query, skip, before } = this.#search;
    this.editor.set(this.#hit(skip) ?? (query === '' ? before : ''));
  }

  /** A search that finds nothing. */
  get isVain(): boolean {
    return this.#search !== undefined && this.#search.query !== '' && this.#hit(this.#search.skip) === undefined;
  }

  #move(step: number): boolean {
    const popup = this.#popup;
    if (!popup) return false;
    popup.at = (popup.at + step + popup.items.length) % popup.items.length;
    popup.chosen = true;
    return true;
  }

  #vertical(step: number): boolean {
    const { editor } = this;
    const { rows, row, column } = layout(editor.text, editor.cursor, this.#width, editor.tokens);
    const target = rows[row + step];
    // what was recalled and changed since is a text of its own
    if (this.history.walking && editor.text !== this.#recalled) this.history.reset();
    if (!target || this.history.walking) return false;
    this.#column ??= column;
    const kept = this.#column;
    editor.moveTo(placeAt(editor.text, target, kept, editor.tokens));
    this.#column = kept;
    return true;
  }

  /**
   * Input and completions as rows.
   * @param options.rows how many the input may take
   * @param options.hint shown while nothing is typed
   */
  frame(options: { width: number; rows: number; prompt: string; hint: string; searchPrompt(query: string): string; theme: Theme }): Frame {
    const { width, theme } = options;
    const prompt = this.#search ? options.searchPrompt(this.#search.query) : options.prompt;
    const indent = Math.min(textWidth(prompt), Math.floor(width / 2));
    const { editor } = this;
    this.#width = Math.max(4, width - indent);
    const laid = layout(editor.text, editor.cursor, this.#width, editor.tokens);
    const most = Math.max(1, options.rows);
    const from = Math.max(0, laid.row - most + 1);
    const shown = laid.rows.slice(from, from + most);
    const head = cutToWidth(prompt, indent);
    const rows = shown.map(
      (row, i) => (i === 0 && from === 0 ? theme.paint(this.isVain ? 'error' : 'prompt', head) : ' '.repeat(indent)) + row.text,
    );
    if (editor.empty && !this.#search && options.hint) rows[0] += theme.paint('dim', cutToWidth(options.hint, this.#width));
    const cursor = { row: laid.row - from, column: indent + laid.column };
    return { rows: [...rows, ...this.#popupRows(width, theme)], cursor };
  }

  #popupRows(width: number, theme: Theme): string[] {
    const popup = this.#popup;
    if (!popup) return [];
    const first = Math.max(0, Math.min(popup.at - Math.floor(POPUP_ROWS / 2), popup.items.length - POPUP_ROWS));
    const items = popup.items.slice(first, first + POPUP_ROWS);
    // names of files and of what servers bring may hold anything
    const labels = items.map(({ text, label }) => revealLine((label ?? text).trimEnd()));
    const column = Math.min(Math.floor(width / 2), Math.max(...labels.map(textWidth)) + 2);
    return items.map((item, i) => {
      const label = labels[i] ?? '';
      const chosen = first + i === popup.at;
      const name = cutToWidth(label, Math.max(column, width - 4 - (item.hint ? column : 0)));
      const gap = ' '.repeat(Math.max(1, column - textWidth(name)));
      const line = [
        theme.span(chosen ? 'accent' : 'dim', chosen ? '› ' : '  '),
        chosen ? theme.span('accent', name, '1') : { text: name },
        ...(item.hint ? [{ text: gap }, theme.span('dim', revealLine(item.hint))] : []),
      ];
      return lineText(cutLine(line, width));
    });
  }
}
