import type { Person, SlashStyle } from '@ock/kernel';
import type { Event, Message } from '@ock/schemas';
import type { Dialog } from '../dialog/dialog.ts';
import { Composer, type Entry } from '../input/composer.ts';
import { editText } from '../input/external-editor.ts';
import type { InputEvent } from '../input/input-event.ts';
import { Keyboard } from '../input/keyboard.ts';
import { type Frame, LiveRegion } from '../screen/live-region.ts';
import { PaintClock } from '../screen/paint-clock.ts';
import { opensLinks, reflows, reflowsCursorLine } from '../screen/terminal-habits.ts';
import { cutToWidth, warmWidths } from '../screen/width.ts';
import { statusLine } from '../status/status-line.ts';
import { TerminalTitle } from '../status/terminal-title.ts';
import { isDark } from '../theme/choose-theme.ts';
import { replayed } from '../transcript/replay.ts';
import type { ChildSessions } from '../transcript/replayed-agents.ts';
import { SPINNER_MS } from '../transcript/running-calls.ts';
import { todoLines } from '../transcript/todos.ts';
import { Transcript } from '../transcript/transcript.ts';
import { clipboard } from './clipboard.ts';
import { composed } from './composed.ts';
import { echoed } from './echoed.ts';
import { InlineActions } from './inline-actions.ts';
import type { InlineOptions } from './inline-options.ts';
import { personAt } from './person-at.ts';
import { PromptQueue } from './prompt-queue.ts';
import type { Lines, Surface, SurfaceHooks } from './surface.ts';
import { tableRows } from './table-rows.ts';
import { Typing } from './typing.ts';
import { wrapNote } from './wrap-note.ts';

/** rows the input line may take */
const INPUT_ROWS = 12;
const ASK_BACKGROUND = '\x1b]11;?\x1b\\';
const DONE_MARK = '\x1b]133;D\x07';

/** The transcript in the terminal's own scrollback, and below it what changes: input, running calls, questions, status. */
export class InlineSurface implements Surface {
  readonly screen: Lines;
  readonly notes: Lines;
  readonly style: SlashStyle;
  readonly person: Person;
  readonly composer: Composer;
  readonly transcript: Transcript;
  readonly clock: PaintClock;
  readonly o: InlineOptions;
  hooks!: SurfaceHooks;
  readonly #region: LiveRegion;
  readonly #keyboard: Keyboard;
  readonly #actions: InlineActions;
  readonly #title: TerminalTitle;
  readonly #queue = new PromptQueue();
  #above = '';
  #gone = false;
  #closed = false;
  #dialog: Dialog | undefined;
  #todos: string[] = [];
  #showTodos = false;
  /** a line below the input that goes with the next key */
  #hint: string | undefined;
  #reading: ((entry: Entry | undefined) => void) | undefined;
  #busy = false;
  #lent = false;
  readonly #typing = new Typing();

  constructor(options: InlineOptions) {
    this.o = options;
    const { terminal, theme, t, cwd } = options;
    const out = terminal.screen;
    out.on('error', () => {
      this.#gone = true;
      this.cancel();
    });
    this.style = theme.style;
    this.composer = new Composer(options.history);
    const { env } = terminal;
    this.#region = new LiveRegion({ out, width: terminal.width, reflows: reflows(env), reflowsCursorLine: reflowsCursorLine(env) });
    this.clock = new PaintClock(() => this.#paint());
    this.transcript = new Transcript({
      theme,
      t,
      cwd,
      width: terminal.width,
      links: opensLinks(env),
      permission: options.permission,
      write: (text) => {
        this.#above += text;
        this.clock.soon();
      },
      changed: () => this.#changed(),
    });
    const surface = this;
    const lines: Lines = {
      line: (text = '') => this.transcript.print(text.split('\n').flatMap((line) => wrapNote(line, terminal.width() - 1))),
      get gone() {
        return surface.#gone;
      },
    };
    this.screen = lines;
    this.notes = lines;
    this.#title = new TerminalTitle(out, options.title);
    this.person = personAt(this, { typing: () => !this.composer.editor.empty || this.#typing.now, show: (dialog) => this.#show(dialog) });
    this.#actions = new InlineActions(this);
    this.#keyboard = new Keyboard(
      terminal,
      (events) => this.#events(events),
      () => this.hooks.leave(),
      () => {
        this.#region.forget();
        this.clock.now();
      },
    );
    out.on('resize', () => this.clock.now());
  }

  open(hooks: SurfaceHooks): void {
    this.hooks = hooks;
    this.#keyboard.open();
    if (this.o.background) this.o.terminal.screen.write(ASK_BACKGROUND);
    this.#title.show(this.o.cwd, false);
    this.clock.soon();
  }

  read(): Promise<Entry | undefined> {
    this.#busy = false;
    if (this.#closed || this.#gone) return Promise.resolve(undefined);
    const next = this.#queue.next();
    if (next) {
      this.#take(next);
      return Promise.resolve(next);
    }
    this.clock.soon();
    return new Promise((resolve) => {
      this.#reading = resolve;
    });
  }

  /** The text in the input is sent: now, in its turn, or into the work that goes on. @param other the other way than the usual one */
  submit(other = false): void {
    const { composer, hooks, transcript } = this;
    const isEmpty = composer.editor.whole.trim() === '';
    if (this.#reading) this.#queue.release();
    const entry = isEmpty ? this.#reading && this.#queue.next() : composer.take();
    if (!entry) return;
    this.#typing.sent();
    if (!isEmpty) composer.history.add(entry.draft ?? entry.text);
    if (this.#reading) {
      const resolve = this.#reading;
      this.#reading = undefined;
      this.#take(entry);
      resolve(entry);
      return;
    }
    const isCommand = /^[/!]/.test(entry.text);
    const steers = (this.o.enter === 'steer') !== other && !isCommand;
    if (isCommand && hooks.now(entry.text)) this.clock.soon();
    else if (steers && hooks.steer({ text: entry.text, files: entry.files })) transcript.expect(entry.text);
    else this.#queue.entries.push(entry);
    this.clock.now();
  }

  /** The prompt waiting last comes back into the input. @returns false when none waits */
  takeBack(): boolean {
    const last = this.#queue.entries.pop();
    if (!last) return false;
    this.composer.editor.set(last.draft ?? last.text);
    for (const { mime, data, name = mime } of last.draft === undefined ? last.files : [])
      this.composer.editor.put({ label: `[${name}]`, text: '', file: { mime, data, name } });
    return true;
  }

  untold(entries: readonly Entry[], held: boolean): void {
    this.#queue.entries.push(...entries);
    if (held) this.#hold();
  }

  /** The person ends the work that goes on; what waits is not begun by that. */
  interrupt(): void {
    this.#hold();
    this.hooks.interrupted(true);
  }

  #hold(): void {
    this.#queue.hold();
    if (this.#queue.holds) this.hint(this.o.t('frontend-repl.queue_held'));
  }

  get lent(): boolean {
    return this.#lent;
  }

  event(event: Event): void {
    if (event.type === 'state' && event.key === 'todos') this.#todos = todoLines(event.value, this.o.theme);
    this.transcript.event(event);
  }

  settle(): Promise<void> {
    return this.transcript.settle(true);
  }

  working(on: boolean): void {
    this.#title.show(this.o.cwd, on);
    if (on) setTimeout(warmWidths).unref();
    if (!on) {
      this.#above += DONE_MARK;
      this.o.notifier.tell(this.o.t('frontend-repl.notify_done'));
    }
    this.#changed();
  }

  busy(on: boolean): void {
    this.transcript.busy(on);
  }

  refresh(): void {
    this.clock.soon();
  }

  prefill(text: string): void {
    this.composer.editor.set(text);
    this.clock.soon();
  }

  diff(text: string, maxLines: number): void {
    this.transcript.diff(text, { limit: maxLines });
  }

  markdown(text: string): void {
    this.transcript.markdown(text);
  }

  table(rows: readonly (readonly string[])[]): void {
    this.transcript.print(tableRows(rows, this.o.terminal.width() - 1));
  }

  async replay(messages: readonly Message[], count: number, sessions: ChildSessions): Promise<void> {
    const { theme, t, terminal } = this.o;
    const { events, shown } = await replayed(messages, terminal.height() * 2, sessions);
    const above = count - shown;
    if (above > 0) this.transcript.print([theme.paint('dim', t('frontend-repl.messages_above', { count: above }))]);
    for (const event of events) {
      if (event.type === 'user') this.#echo(event.text);
      else this.transcript.event(event);
    }
    await this.transcript.settle(true);
  }

  extras(): ReturnType<Surface['extras']> {
    const { themes, terminal } = this.o;
    return { themes, queue: this.#queue.forSlash, edit: (text) => this.edit(text), clip: (text) => terminal.screen.write(clipboard(text)) };
  }

  /** Has a text edited in the person's own editor. */
  async edit(text: string): Promise<string | undefined> {
    let edited: string | undefined;
    await this.lend(async () => {
      edited = await editText(text, this.o.editFile(), this.o.terminal.env);
    });
    return edited;
  }

  keys(): { keys: string; help: string }[] {
    return this.#actions.help();
  }

  /** The list of what is to be done, or not. */
  toggleTodos(): void {
    this.#showTodos = !this.#showTodos;
    if (this.#showTodos && this.#todos.length === 0) this.hint(this.o.t('frontend-repl.no_todos'));
  }

  /** One line below the input, until the next key. */
  hint(text: string): void {
    this.#hint = text;
    this.clock.soon();
  }

  clearScreen(): void {
    this.#region.forget();
    this.o.terminal.screen.write('\x1b[2J\x1b[H');
    this.clock.now();
  }

  /** Gives the terminal to somebody else for a while. */
  async lend(work: () => Promise<void>): Promise<void> {
    this.clock.hold();
    this.#flushAbove();
    this.#region.erase();
    this.#keyboard.close();
    this.#lent = true;
    try {
      await work();
    } finally {
      this.#lent = false;
      this.#region.forget();
      this.#keyboard.open();
      this.clock.release();
    }
  }

  cancel(): void {
    this.#closed = true;
    this.#dialog?.cancel();
    const resolve = this.#reading;
    this.#reading = undefined;
    resolve?.(undefined);
  }

  close(): void {
    this.clock.stop();
    this.#flushAbove();
    this.#region.erase();
    this.#title.clear();
    this.#keyboard.close();
  }

  #flushAbove(): void {
    if (this.#above === '') return;
    const above = this.#above;
    this.#above = '';
    this.#region.draw(above, { rows: [] });
  }

  #take(entry: Entry): void {
    this.#busy = true;
    this.#echo(entry.text);
    this.clock.now();
  }

  /** What was sent, as it stays in the transcript. */
  #echo(text: string): void {
    this.transcript.print(echoed(this.composer.editor.tokens.shown(text), this.hooks.prompt(), this.o, this.o.terminal.width()), 'user');
  }

  #changed(): void {
    this.clock.beat(this.transcript.moving && !this.#closed && !this.#dialog ? (this.o.animate ? SPINNER_MS : 1_000) : 0);
    this.clock.soon();
  }

  #show(dialog: Dialog | undefined): void {
    this.#dialog = dialog;
    this.#changed();
    this.clock.now();
  }

  #events(events: InputEvent[]): void {
    this.o.notifier.key();
    const isText = this.#typing.saw(events, this.#dialog);
    for (const event of events) {
      if (event.type === 'focus') this.o.notifier.focus(event.focused);
      else if (event.type === 'background') {
        const colors = this.o.background?.(isDark(event) ? 'dark' : 'light');
        if (colors) this.o.theme.use(colors);
      } else if (event.type !== 'kitty') {
        this.#hint = undefined;
        const isLetter = event.type === 'key' && event.text !== undefined;
        if (!(isText && isLetter && this.#dialog?.oneKey)) this.#actions.event(event, this.#dialog);
      }
    }
    this.clock.now();
  }

  #paint(): void {
    if (this.#gone) return;
    const above = this.#above;
    this.#above = '';
    this.#region.draw(above, this.#frame());
  }

  #frame(): Frame {
    const { terminal, theme, t } = this.o;
    const width = terminal.width() - 1;
    const height = terminal.height() - 1;
    const dialog = this.#dialog;
    const inputRows = Math.max(1, Math.min(INPUT_ROWS, height - 4));
    const input =
      dialog?.frame(width, inputRows) ??
      this.composer.frame({
        width,
        rows: inputRows,
        prompt: this.hooks.prompt(),
        hint: this.#busy ? '' : t('frontend-repl.placeholder'),
        searchPrompt: (query) => t('frontend-repl.search_prompt', { query }),
        theme,
      });
    const status = this.#hint === undefined ? statusLine(this.hooks.status(), this.#queue.entries.length, { theme, t, width }) : undefined;
    return composed({
      input,
      live: (rows) => (dialog ? [] : this.transcript.live(rows)),
      todos: this.#showTodos ? this.#todos : [],
      queue: this.#queue.rows(this.o, width),
      status: status ?? theme.paint('dim', cutToWidth(this.#hint ?? '', width)),
      width,
      height,
    });
  }
}
