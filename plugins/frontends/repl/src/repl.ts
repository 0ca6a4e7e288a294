import { join } from 'node:path';
import {
  type Conversation,
  costText,
  type Effort,
  errorText,
  type Kernel,
  KernelError,
  type OpenOptions,
  type PromptInput,
  sanitize,
  sanitizeLine,
  type Translate,
  type TurnResult,
  untilStopped,
} from '@ock/kernel';
import type { PermissionMode } from '@ock/schemas';
import { dollars, duration, tokens } from './amounts.ts';
import { bannerLines } from './banner.ts';
import { History } from './history.ts';
import { LineInput } from './line-input.ts';
import { TerminalPerson } from './person.ts';
import { Renderer } from './renderer.ts';
import { Screen } from './screen.ts';
import { completions, parseSlash, type SlashContext } from './slash.ts';
import { runSlash, SLASH_COMMANDS } from './slash-commands.ts';
import { McpPrompts } from './slash-prompts.ts';
import { createStyle } from './style.ts';
import { Talk } from './talk.ts';
import type { Terminal } from './terminal.ts';

export interface ReplOptions {
  /** id, part of one, or `latest`; absent: a new session */
  session?: string;
  fork?: boolean;
  mode?: PermissionMode;
  rules?: OpenOptions['rules'];
  agent?: string;
  model?: string;
  effort?: Effort;
  /** nothing is kept: no session, no history */
  noSession?: boolean;
}

export interface ReplParts {
  kernel: Kernel;
  t: Translate;
  terminal: Terminal;
  open(kernel: Kernel, options: OpenOptions): Promise<Conversation>;
}

/** lines that may be joined by a backslash at their end */
const MAX_JOINED = 1000;

/** Prompt, watch, answer, again: until the input ends or the person leaves. */
export class Repl {
  readonly #p: ReplParts;
  readonly #options: ReplOptions;
  readonly #talk: Talk;
  readonly #renderer: Renderer;
  readonly #input: LineInput;
  readonly #history: History;
  readonly #context: SlashContext;
  /** what is about the session and not part of it: stderr when input is piped */
  readonly #notes: Screen;
  #running: AbortController | undefined;
  #leaving = false;
  #exitCode = 0;
  #left: () => void = () => undefined;
  readonly #gone = new Promise<undefined>((resolve) => {
    this.#left = () => resolve(undefined);
  });

  constructor(parts: ReplParts, options: ReplOptions) {
    const { kernel, t, terminal } = parts;
    this.#p = parts;
    this.#options = options;
    const screen = new Screen(terminal.out);
    const style = createStyle(terminal.color);
    this.#notes = terminal.interactive ? screen : new Screen(terminal.err);
    this.#renderer = new Renderer({
      screen,
      style,
      t,
      cwd: kernel.cwd,
      width: () => terminal.width(),
      live: terminal.live,
      permission: (id) => kernel.find('tool', id)?.contribution.permission,
    });
    this.#history = new History(join(kernel.paths.state, 'repl-history'));
    this.#input = new LineInput(terminal, {
      history: terminal.interactive && !options.noSession ? this.#history.load() : [],
      complete: (line) => completions(line, SLASH_COMMANDS, this.#context),
      pasteToken: (number, lines) => t('frontend-repl.pasted', { number, lines }),
      interrupted: (empty) => this.#interrupted(empty),
    });
    const flush = () => this.#renderer.flush();
    const person = new TerminalPerson({
      input: this.#input,
      screen: terminal.screen === terminal.out ? screen : new Screen(terminal.screen),
      style,
      t,
      cwd: kernel.cwd,
      agent: () => this.#talk.agent,
      flush,
    });
    this.#talk = new Talk({
      kernel,
      open: parts.open,
      ...(terminal.interactive && { person, autoTitle: true }),
      ...(options.agent !== undefined && { agent: options.agent }),
      ...(options.model !== undefined && { model: options.model }),
      ...(options.mode && { mode: options.mode }),
      ...(options.effort !== undefined && { effort: options.effort }),
      ...(options.rules && { rules: options.rules }),
    });
    const mcp = new McpPrompts(kernel);
    this.#context = {
      kernel,
      talk: this.#talk,
      screen,
      style,
      t,
      mcp,
      ...(terminal.interactive && { person }),
      width: () => terminal.width(),
      send: (make) => this.#send(make),
      leave: () => this.#leave(),
    };
  }

  /** @returns the exit code: 0, or from a pipe that of the last prompt that failed */
  async run(): Promise<number> {
    const { kernel, t } = this.#p;
    if (this.#options.noSession) kernel.useMemoryStore();
    kernel.hooks.event.tap({ name: 'repl' }, (event) => this.#renderer.event(event));
    const interrupt = () => this.#interrupted(true);
    const terminate = () => this.#terminate();
    process.on('SIGINT', interrupt).on('SIGTERM', terminate).on('SIGHUP', terminate);
    try {
      if (this.#options.session !== undefined) await this.#talk.resume(this.#options.session, this.#options.fork);
      for (const line of bannerLines(kernel, this.#talk, this.#context.style, t)) this.#notes.line(line);
      await this.#loop();
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', terminate).off('SIGHUP', terminate);
      this.#input.close();
      await this.#farewell();
    }
    return this.#exitCode;
  }

  async #loop(): Promise<void> {
    while (!this.#leaving && !this.#context.screen.gone) {
      const line = await this.#read();
      if (line === undefined) {
        if (this.#p.terminal.interactive) this.#context.screen.line();
        return;
      }
      if (line.trim() === '') continue;
      if (!this.#options.noSession && this.#p.terminal.interactive) await this.#history.add(line);
      try {
        await this.#do(line);
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  /** One prompt; lines that end in a backslash go on. */
  async #read(): Promise<string | undefined> {
    const { t, terminal } = this.#p;
    const { style, screen } = this.#context;
    screen.freshLine();
    const prompt = `${style.cyan(t('frontend-repl.prompt', { agent: this.#talk.agent }))}`;
    const lines: string[] = [];
    while (lines.length < MAX_JOINED) {
      const line = await this.#input.read(lines.length === 0 ? prompt : style.cyan(t('frontend-repl.prompt_more')));
      screen.touched();
      if (line === undefined) return lines.length && !this.#leaving ? lines.join('\n') : undefined;
      lines.push(line.endsWith('\\') ? line.slice(0, -1) : line);
      if (!line.endsWith('\\')) break;
    }
    const text = lines.join('\n');
    if (!terminal.interactive && text.trim()) this.#notes.line(style.dim(`> ${sanitize(text)}`));
    return text;
  }

  async #do(line: string): Promise<void> {
    const slash = parseSlash(line);
    if (slash) return runSlash(slash.name, slash.rest, this.#context);
    const at = /^@([\w-]+)(?:\s+([\s\S]*))?$/.exec(line.trim());
    if (!at || !this.#talk.agents().includes(at[1] as string)) return this.#prompt(line);
    this.#talk.setAgent(at[1] as string);
    if (at[2]?.trim()) return this.#prompt(at[2]);
    this.#context.screen.line(this.#p.t('frontend-repl.agent_is', { agent: this.#talk.agent }));
  }

  #prompt(text: string): Promise<void> {
    return this.#send(async () => ({ text, files: [] }));
  }

  async #send(make: (signal: AbortSignal) => Promise<PromptInput>): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#running = controller;
    try {
      const input = await this.#made(make, signal);
      if (!input) return;
      const conversation = await this.#talk.begin();
      const result = await Promise.race([conversation.prompt(input, { signal }), this.#gone]);
      this.#renderer.flush();
      if (result) this.#report(result);
      await this.#context.mcp.look();
    } finally {
      this.#running = undefined;
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
    const { style, screen } = this.#context;
    screen.line(style.yellow(this.#p.t('frontend-repl.interrupted')));
  }

  #report(result: TurnResult): void {
    const { t } = this.#p;
    const { style } = this.#context;
    if (result.subtype === 'interrupted') this.#interruptedNote();
    else if (result.subtype !== 'success') this.#fail(result.cause ?? new KernelError('OC_INTERNAL', { message: result.error?.message }));
    if (result.exitCode !== 0 && !this.#p.terminal.interactive) this.#exitCode = result.exitCode;
    const { input, output, cache_read } = result.usage;
    const facts = [
      t('frontend-repl.tokens', { input: tokens(input + cache_read + result.usage.cache_write), output: tokens(output) }),
      ...(cache_read > 0 ? [t('frontend-repl.cached', { count: tokens(cache_read) })] : []),
      costText(result.costUsd, result.costKnown, t, dollars),
      duration(result.durationMs),
      ...(result.filesChanged.length ? [t('frontend-repl.files_changed', { count: result.filesChanged.length })] : []),
    ];
    this.#notes.line(style.dim(facts.join(' · ')));
  }

  #fail(error: unknown): void {
    this.#renderer.flush();
    const { t, terminal } = this.#p;
    const { style } = this.#context;
    if (!terminal.interactive) this.#exitCode = error instanceof KernelError ? error.exitCode : 1;
    this.#notes.line(style.red(t('frontend-repl.error', { text: sanitizeLine(errorText(error, t)) })));
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
    this.#running?.abort(new KernelError('OC_TERMINATED'));
    this.#leave();
  }

  #leave(): void {
    this.#leaving = true;
    this.#left();
    this.#input.cancel();
  }

  async #farewell(): Promise<void> {
    const { style, screen } = this.#context;
    const session = this.#talk.current?.session;
    await this.#talk.close();
    if (!session || this.#options.noSession) return;
    screen.freshLine();
    this.#notes.line(style.dim(this.#p.t('frontend-repl.resume_hint', { id: session.id })));
  }
}
