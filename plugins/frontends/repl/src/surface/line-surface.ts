import { type Kernel, type Person, type SlashStyle, sanitize, type Translate } from '@ock/kernel';
import type { Event, Message } from '@ock/schemas';
import { diffLines } from '../diff-view.ts';
import type { Entry } from '../input/composer.ts';
import { LineInput } from '../line-input.ts';
import { TerminalPerson } from '../person.ts';
import { Renderer } from '../renderer.ts';
import { Screen } from '../screen.ts';
import { createStyle } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { replayed } from '../transcript/replay.ts';
import type { ChildSessions } from '../transcript/replayed-agents.ts';
import type { Surface, SurfaceHooks } from './surface.ts';
import { tableRows } from './table-rows.ts';

export interface LineOptions {
  kernel: Kernel;
  terminal: Terminal;
  t: Translate;
  /** oldest first */
  history: string[];
  agent(): string;
  /** words that may stand where the line ends */
  complete(line: string): string[];
}

/** lines that may be joined by a backslash at their end */
const MAX_JOINED = 1000;
/** what is typed in the middle of an answer and does not wait for its end */
const LEAVES = /^\s*\/(?:exit|quit)\s*$/i;
/** lines of an earlier session that are shown again */
const REPLAYED_ROWS = 20;

/** Line after line, nothing ever drawn anew: for pipes, terminals that cannot do more, and screen readers. */
export class LineSurface implements Surface {
  readonly screen: Screen;
  readonly notes: Screen;
  readonly style: SlashStyle;
  readonly person?: Person;
  readonly #o: LineOptions;
  readonly #renderer: Renderer;
  readonly #input: LineInput;
  #hooks!: SurfaceHooks;
  #cancelled = false;
  #isOpen = false;

  constructor(options: LineOptions) {
    const { kernel, terminal, t } = options;
    this.#o = options;
    this.screen = new Screen(terminal.out);
    const style = createStyle(terminal.color);
    this.style = style;
    this.notes = terminal.interactive ? this.screen : new Screen(terminal.err);
    this.#renderer = new Renderer({
      screen: this.screen,
      style,
      t,
      cwd: kernel.cwd,
      width: () => terminal.width(),
      live: terminal.live,
      permission: (id) => kernel.find('tool', id)?.contribution.permission,
    });
    this.#input = new LineInput(terminal, {
      history: options.history,
      complete: options.complete,
      pasteToken: (number, lines) => t('frontend-repl.pasted', { number, lines }),
      interrupted: (empty) => this.#hooks.interrupted(empty),
      // what comes through a pipe waits for its turn, the end too
      now: (line) => terminal.interactive && LEAVES.test(line) && this.#hooks.now(line),
      ended: () => {
        if (terminal.interactive && this.#isOpen) this.#hooks.leave();
      },
    });
    if (!terminal.interactive) return;
    this.person = new TerminalPerson({
      input: this.#input,
      screen: terminal.screen === terminal.out ? this.screen : new Screen(terminal.screen),
      style,
      t,
      cwd: kernel.cwd,
      agent: options.agent,
      flush: () => this.#renderer.flush(),
      width: () => terminal.width(),
      height: () => terminal.height(),
    });
  }

  open(hooks: SurfaceHooks): void {
    this.#hooks = hooks;
    this.#isOpen = true;
  }

  /** One prompt; lines that end in a backslash go on. */
  async read(): Promise<Entry | undefined> {
    const { t, terminal } = this.#o;
    const { screen, style } = this;
    screen.freshLine();
    const lines: string[] = [];
    while (lines.length < MAX_JOINED) {
      const prompt = lines.length === 0 ? this.#hooks.prompt() : t('frontend-repl.prompt_more');
      const line = await this.#input.read(style.cyan(prompt));
      screen.touched();
      if (line === undefined) {
        if (lines.length === 0 || this.#cancelled) {
          if (terminal.interactive) screen.line();
          return undefined;
        }
        break;
      }
      lines.push(line.endsWith('\\') ? line.slice(0, -1) : line);
      if (!line.endsWith('\\')) break;
    }
    const text = lines.join('\n');
    if (!terminal.interactive && text.trim()) this.notes.line(style.dim(`> ${sanitize(text)}`));
    return { text, files: [] };
  }

  event(event: Event): void {
    this.#renderer.event(event);
  }

  async settle(): Promise<void> {
    this.#renderer.flush();
  }

  working(): void {
    this.#renderer.flush();
  }

  busy(): void {
    this.#renderer.flush();
  }

  refresh(): void {
    this.#renderer.flush();
  }

  prefill(text: string): void {
    this.#input.prefill(text);
  }

  diff(text: string, maxLines: number): void {
    const more = (count: number) => this.#o.t('frontend-repl.more_lines', { count });
    for (const line of diffLines(text, createStyle(this.#o.terminal.color), maxLines, more)) this.screen.line(line);
  }

  markdown(text: string): void {
    this.screen.line(sanitize(text));
  }

  table(rows: readonly (readonly string[])[]): void {
    const { interactive, width } = this.#o.terminal;
    for (const row of tableRows(rows, interactive ? width() - 1 : undefined)) this.screen.line(row);
  }

  async replay(messages: readonly Message[], count: number, sessions: ChildSessions): Promise<void> {
    if (!this.#o.terminal.interactive) return;
    const { t } = this.#o;
    const { events, shown } = await replayed(messages, REPLAYED_ROWS, sessions);
    const above = count - shown;
    if (above > 0) this.notes.line(this.style.dim(t('frontend-repl.messages_above', { count: above })));
    for (const event of events) {
      if (event.type === 'user') this.screen.line(`${this.style.cyan('>')} ${sanitize(event.text)}`);
      else this.#renderer.event(event);
    }
    this.#renderer.flush();
  }

  untold(): void {}

  get lent(): boolean {
    return false;
  }

  extras(): ReturnType<Surface['extras']> {
    return {};
  }

  keys(): { keys: string; help: string }[] {
    return [];
  }

  cancel(): void {
    this.#cancelled = true;
    this.#input.cancel();
  }

  close(): void {
    this.#isOpen = false;
    this.#input.close();
  }
}
