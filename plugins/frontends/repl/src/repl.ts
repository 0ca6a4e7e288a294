import {
  type Conversation,
  costText,
  docsLine,
  type Effort,
  errorText,
  formatOf,
  isFirstRun,
  type Kernel,
  KernelError,
  type OpenOptions,
  type PromptInput,
  sanitizeLine,
  type Translate,
  type TurnResult,
  untilStopped,
} from '@ock/kernel';
import type { Event, PermissionMode } from '@ock/schemas';
import { bannerLines } from './banner.ts';
import { completeAt, completeLine } from './complete.ts';
import { History, historyFile } from './history.ts';
import type { Entry } from './input/composer.ts';
import { lineText, wrapLine } from './screen/spans.ts';
import { runShell } from './shell-line.ts';
import { type SlashContext, slashOf } from './slash.ts';
import { isForNow, runSlash } from './slash-commands.ts';
import { partContext } from './slash-parts.ts';
import { SessionStatus } from './status/session-status.ts';
import { drawsScreen } from './surface/draws-screen.ts';
import type { Surface, SurfaceHooks } from './surface/surface.ts';
import { Talk } from './talk.ts';
import type { Terminal } from './terminal.ts';

export interface ReplOptions {
  /** id, part of one, or `latest`; absent: a new session */
  session?: string;
  fork?: boolean;
  mode?: PermissionMode;
  /** id of the mode to work in */
  workMode?: string;
  /** id of the style of answers */
  style?: string;
  rules?: OpenOptions['rules'];
  agent?: string;
  model?: string;
  effort?: Effort;
  /** nothing is kept: no session, no history */
  noSession?: boolean;
  /** file that every exchange with the model is written to */
  record?: string;
}

export interface ReplParts {
  kernel: Kernel;
  t: Translate;
  terminal: Terminal;
  open(kernel: Kernel, options: OpenOptions): Promise<Conversation>;
}

const MODES: readonly PermissionMode[] = ['ask', 'accept-edits', 'plan'];
/** ms in which work that is left must have ended: what was done of it is stored as interrupted */
const LEFT_MS = 2_000;

/** Prompt, watch, answer, again: until the input ends or the person leaves. */
export class Repl {
  readonly #p: ReplParts;
  readonly #options: ReplOptions;
  readonly #history: History;
  readonly #status: SessionStatus;
  #talk!: Talk;
  #surface!: Surface;
  #context!: SlashContext;
  #running: AbortController | undefined;
  #leaving = false;
  #greeted = false;
  #exitCode = 0;
  /** what the model is told before the next prompt */
  #notes: string[] = [];
  #left: (inMs: number) => void = () => undefined;
  readonly #gone = new Promise<undefined>((resolve) => {
    this.#left = (inMs) => void setTimeout(() => resolve(undefined), inMs).unref();
  });

  constructor(parts: ReplParts, options: ReplOptions) {
    this.#p = parts;
    this.#options = options;
    this.#history = new History(historyFile(parts.kernel));
    this.#status = new SessionStatus(parts.kernel, parts.t, () => this.#surface.refresh());
  }

  /** @returns the exit code: 0, or from a pipe that of the last prompt that failed */
  async run(): Promise<number> {
    const { kernel } = this.#p;
    const { noSession, record } = this.#options;
    if (noSession) kernel.useMemoryStore();
    if (record !== undefined) (await kernel.use('service', 'recorder')).record(record);
    await this.#open();
    const surface = this.#surface;
    kernel.hooks.event.tap({ name: 'repl' }, (event) => this.#event(event));
    const interrupt = () => {
      if (!surface.lent) this.#interrupted(true);
    };
    const terminate = () => this.#terminate();
    process.on('SIGINT', interrupt).on('SIGTERM', terminate).on('SIGHUP', terminate);
    try {
      surface.open(this.#hooks());
      const { session, fork } = this.#options;
      if (session !== undefined) await this.#talk.resume(session, fork);
      else await this.#greet();
      await this.#loop();
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', terminate).off('SIGHUP', terminate);
      await this.#farewell();
    }
    return this.#exitCode;
  }

  /** The surface for this terminal, and the conversation behind it. */
  async #open(): Promise<void> {
    const { kernel, t, terminal, open } = this.#p;
    const { agent, model, mode, workMode, style: outputStyle, effort, rules, noSession } = this.#options;
    const history = terminal.interactive && !noSession ? this.#history.load() : [];
    const talk = new Talk({
      kernel,
      open,
      resumed: async ({ sessions, session, messages }) => {
        await this.#greet();
        await this.#surface.replay(messages, await sessions.countMessages(session.id), sessions);
      },
      ...(terminal.interactive && { person: () => this.#surface.person, autoTitle: true }),
      ...(agent !== undefined && { agent }),
      ...(model !== undefined && { model }),
      ...(mode && { mode }),
      ...(workMode !== undefined && { workMode }),
      ...(outputStyle !== undefined && { style: outputStyle }),
      ...(effort !== undefined && { effort }),
      ...(rules && { rules }),
    });
    this.#talk = talk;
    if (drawsScreen(kernel, terminal)) {
      const { openInline } = await import('./surface/open-inline.ts');
      this.#status.open();
      this.#surface = openInline({ kernel, terminal, t, talk, history });
    } else {
      const { LineSurface } = await import('./surface/line-surface.ts');
      this.#surface = new LineSurface({
        kernel,
        terminal,
        t,
        history,
        agent: () => talk.agent,
        complete: (line) => completeLine(line, this.#context),
      });
    }
    const surface = this.#surface;
    const { person } = surface;
    this.#context = {
      kernel,
      talk,
      surface,
      screen: surface.screen,
      style: surface.style,
      t,
      ...(person && { person }),
      width: () => terminal.width(),
      part: () => partContext(this.#context, this.#running?.signal ?? kernel.signal),
      send: (make) => this.#send(make),
      leave: () => this.#leave(),
    };
  }

  #hooks(): SurfaceHooks {
    const talk = this.#talk;
    const switched = (key: string, args: Record<string, string>) => {
      this.#surface.screen.line(this.#p.t(key, args));
      this.#surface.refresh();
    };
    return {
      interrupted: (empty) => this.#interrupted(empty),
      working: () => this.#running !== undefined && !this.#running.signal.aborted,
      leave: () => this.#leave(),
      now: (text) => this.#now(text),
      steer: (entry) => talk.current?.steer(entry) ?? false,
      complete: (text, cursor, signal) => completeAt(text, cursor, this.#context, signal),
      nextAgent: () => {
        const agents = talk.agents();
        talk.setAgent(agents[(agents.indexOf(talk.agent) + 1) % agents.length] as string);
        this.#surface.refresh();
      },
      nextMode: () => {
        talk.setMode(MODES[(MODES.indexOf(talk.mode) + 1) % MODES.length] as PermissionMode);
        switched('frontend-repl.mode_is', { mode: talk.mode });
      },
      prompt: () => this.#p.t('frontend-repl.prompt', { agent: talk.agent }),
      status: () => this.#status.facts(talk),
    };
  }

  #event(event: Event): void {
    this.#status.event(event);
    this.#surface.event(event);
  }

  async #loop(): Promise<void> {
    while (!this.#leaving && !this.#surface.screen.gone) {
      const entry = await this.#surface.read();
      if (entry === undefined) return;
      if (entry.text.trim() === '' && entry.files.length === 0) continue;
      if (!this.#options.noSession && this.#p.terminal.interactive) await this.#history.add(entry.text);
      try {
        await this.#do(entry);
      } catch (error) {
        await this.#surface.settle();
        this.#fail(error);
      }
    }
  }

  async #do(entry: Entry): Promise<void> {
    const line = entry.text;
    if (this.#p.terminal.interactive && line.startsWith('!') && line.length > 1) return this.#shell(line.slice(1));
    const slash = slashOf(line);
    if (slash) return this.#slash(slash.name, slash.rest, entry.files);
    const at = /^@([\w-]+)(?:\s+([\s\S]*))?$/.exec(line.trim());
    if (!at || !this.#talk.agents().includes(at[1] as string)) return this.#prompt(entry);
    this.#talk.setAgent(at[1] as string);
    if (at[2]?.trim()) return this.#prompt({ ...entry, text: at[2] });
    this.#surface.screen.line(this.#p.t('frontend-repl.agent_is', { agent: this.#talk.agent }));
  }

  async #slash(name: string, rest: string, files: Entry['files']): Promise<void> {
    const controller = new AbortController();
    this.#running = controller;
    this.#surface.busy(true);
    try {
      await untilStopped(runSlash(name, rest, this.#context, files), controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
      if (!this.#leaving) this.#interruptedNote();
    } finally {
      this.#surface.busy(false);
      if (this.#running === controller) this.#running = undefined;
      this.#status.look();
      this.#surface.refresh();
    }
  }

  /** Does at once what may be done while the model works. */
  #now(text: string): boolean {
    const slash = slashOf(text);
    if (!slash || !isForNow(slash.name, this.#context)) return false;
    void runSlash(slash.name, slash.rest, this.#context).catch((error: unknown) => this.#fail(error));
    return true;
  }

  async #shell(command: string): Promise<void> {
    const controller = new AbortController();
    this.#running = controller;
    try {
      const note = await runShell(command, this.#context, controller.signal);
      if (note !== undefined) this.#notes.push(note);
    } finally {
      this.#running = undefined;
    }
  }

  #prompt({ text, files }: Entry): Promise<void> {
    return this.#send(async () => ({ text, files }));
  }

  async #send(make: (signal: AbortSignal) => Promise<PromptInput>): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    const outer = this.#running;
    this.#running = controller;
    const surface = this.#surface;
    try {
      const made = await this.#made(make, signal);
      if (!made) return;
      const notes = [...this.#notes.splice(0), ...(made.notes ?? [])];
      const conversation = await this.#talk.begin();
      surface.working(true);
      const result = await Promise.race([conversation.prompt({ ...made, ...(notes.length > 0 && { notes }) }, { signal }), this.#gone]);
      await surface.settle();
      if (result) this.#report(result);
      // what the model was to be told and was not, for it was interrupted or an error ended its work
      const untold = (conversation.takeSteered?.() ?? []).map(({ text, files }) => ({ text, files }));
      surface.untold(untold, result?.subtype !== 'success');
    } finally {
      this.#running = outer;
      this.#status.look();
      surface.working(false);
    }
  }

  /** Undefined: the person did not wait for it. */
  async #made(make: (signal: AbortSignal) => Promise<PromptInput>, signal: AbortSignal): Promise<PromptInput | undefined> {
    try {
      return await untilStopped(make(signal), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      this.#interruptedNote();
      return undefined;
    }
  }

  #interruptedNote(): void {
    const { style, screen } = this.#surface;
    screen.line(style.yellow(this.#p.t('frontend-repl.interrupted')));
  }

  #report(result: TurnResult): void {
    const { t } = this.#p;
    const { compact, duration } = formatOf(t);
    const { style, notes } = this.#surface;
    if (result.subtype === 'interrupted') this.#interruptedNote();
    else if (result.subtype !== 'success') this.#fail(result.cause ?? new KernelError('OC_INTERNAL', { message: result.error?.message }));
    if (result.exitCode !== 0 && !this.#p.terminal.interactive) this.#exitCode = result.exitCode;
    const { input, output, cache_read } = result.usage;
    const facts = [
      t('frontend-repl.tokens', { input: compact(input + cache_read + result.usage.cache_write), output: compact(output) }),
      ...(cache_read > 0 ? [t('frontend-repl.cached', { count: compact(cache_read) })] : []),
      costText(result.costUsd, result.costKnown, t),
      duration(result.durationMs),
      ...(result.filesChanged.length ? [t('frontend-repl.files_changed', { count: result.filesChanged.length })] : []),
    ];
    notes.line(style.dim(facts.join(' · ')));
  }

  #fail(error: unknown): void {
    const { t, terminal } = this.#p;
    const { style, notes } = this.#surface;
    if (!terminal.interactive) this.#exitCode = error instanceof KernelError ? error.exitCode : 1;
    const text = t('frontend-repl.error', { text: sanitizeLine(errorText(error, t)) });
    const rows = terminal.interactive ? wrapLine([{ text }], terminal.width() - 1).map(lineText) : [text];
    for (const row of rows) notes.line(style.red(row));
    const more = docsLine(error, t);
    if (more !== undefined && terminal.interactive) notes.line(style.dim(more));
  }

  /** Ctrl-C. @param empty nothing stood on the line */
  #interrupted(empty: boolean): void {
    if (this.#running && !this.#running.signal.aborted) {
      this.#running.abort(new KernelError('OC_INTERRUPTED'));
      return;
    }
    if (this.#running) this.#exitCode = 130;
    else if (!empty) return;
    this.#leave();
  }

  #terminate(): void {
    this.#exitCode = 143;
    this.#leave('OC_TERMINATED');
  }

  /** Work that goes on is interrupted, and has a moment to store what was done; what was interrupted before has had it. */
  #leave(why: 'OC_INTERRUPTED' | 'OC_TERMINATED' = 'OC_INTERRUPTED'): void {
    this.#leaving = true;
    const isAtWork = this.#running?.signal.aborted === false;
    this.#running?.abort(new KernelError(why));
    this.#left(isAtWork ? LEFT_MS : 0);
    this.#surface.cancel();
  }

  /** Once: who talks here. A session that is gone on with is opened first, so that its model and agent are named. */
  async #greet(): Promise<void> {
    if (this.#greeted) return;
    this.#greeted = true;
    const { kernel, t, terminal } = this.#p;
    const welcome = terminal.interactive ? await this.#welcome() : [];
    const { notes, style } = this.#surface;
    for (const line of [...bannerLines(kernel, this.#talk, style, t, welcome.length > 0), ...welcome]) notes.line(line);
  }

  /** What a person is told the first time, and never again. */
  async #welcome(): Promise<string[]> {
    const { kernel } = this.#p;
    if (!isFirstRun(kernel.paths) || !kernel.find('service', 'first-run')) return [];
    return (await kernel.use('service', 'first-run')).lines();
  }

  async #farewell(): Promise<void> {
    const session = this.#talk.current?.session;
    const { notes, style } = this.#surface;
    this.#running?.abort(new KernelError('OC_INTERRUPTED'));
    await this.#talk.close();
    if (session && !this.#options.noSession) notes.line(style.dim(this.#p.t('frontend-repl.resume_hint', { id: session.id })));
    this.#surface.close();
  }
}
