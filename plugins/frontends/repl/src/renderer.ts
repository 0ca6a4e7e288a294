import { costText, type PermissionCategory, StreamSanitizer, sanitize, sanitizeLine, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { callText, cut } from './call-text.ts';
import { diffLines } from './diff-view.ts';
import type { Screen } from './screen.ts';
import type { Style } from './style.ts';
import { resultFacts, shownOutput } from './transcript/call-view.ts';
import { compactionText, fallbackText, retryText } from './transcript/notes-text.ts';

export interface RendererOptions {
  screen: Screen;
  style: Style;
  t: Translate;
  cwd: string;
  width(): number;
  /** the current line may be rewritten while a tool works */
  live: boolean;
  /** what a tool does, by id: commands show the end of their output */
  permission(tool: string): PermissionCategory | undefined;
}

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

const DIFF_LINES = 60;
const OUTPUT_LINES = 8;

/** Turns events into lines. Whatever a model or a tool wrote is made harmless first. */
export class Renderer {
  readonly #o: RendererOptions;
  readonly #calls = new Map<string, { line: string; what: string }>();
  /** refused calls, whose result says nothing new */
  readonly #denied = new Set<string>();
  #text = new StreamSanitizer();
  /** the message whose text was shown last, and whether it was complete */
  #message: string | undefined;
  #thinking = false;
  /** the call whose line is still open */
  #open: string | undefined;

  constructor(options: RendererOptions) {
    this.#o = options;
  }

  event(event: Event): void {
    const show = this.#views[event.type] as ((event: Event) => void) | undefined;
    show?.(event);
  }

  /** Ends what stands open: before a question, at the end of a turn. */
  flush(): void {
    this.#o.screen.write(this.#text.end());
    this.#open = undefined;
    this.#o.screen.freshLine();
  }

  readonly #views: { [T in Event['type']]?: (event: Of<T>) => void } = {
    turn_start: () => {
      this.#thinking = false;
    },
    reasoning: () => {
      if (this.#thinking || !this.#o.live) return;
      this.#thinking = true;
      this.flush();
      this.#note(this.#o.t('frontend-repl.thinking'));
    },
    text: ({ message_id, delta }) => {
      if (this.#message !== message_id) this.#begin(message_id);
      this.#o.screen.write(this.#text.push(delta));
    },
    message: ({ message_id, text }) => {
      if (this.#message !== message_id && text !== '') {
        this.#begin(message_id);
        this.#o.screen.write(sanitize(text));
      }
      this.flush();
    },
    tool_call: ({ call_id, tool, input }) => {
      this.flush();
      const { cwd, width, screen, style } = this.#o;
      const what = callText(input, cwd, Math.max(20, width() - tool.length - 24));
      const line = `${style.cyan('→')} ${style.bold(sanitizeLine(tool))}${what ? ` ${what}` : ''}`;
      this.#calls.set(call_id, { line, what });
      screen.write(line);
      this.#open = call_id;
    },
    subagent_event: ({ agent, event }) => {
      const inner = event as Event;
      const { cwd, width, screen, style } = this.#o;
      if (inner.type === 'permission_denied' || inner.type === 'retry' || inner.type === 'notice') return this.event(inner);
      if (inner.type !== 'tool_call') return;
      this.flush();
      const head = `  ↳ ${sanitizeLine(agent)} → ${sanitizeLine(inner.tool)}`;
      screen.line(style.dim(`${head} ${callText(inner.input, cwd, Math.max(20, width() - head.length - 2))}`));
    },
    tool_progress: ({ call_id, text }) => {
      const last = sanitize(text).trimEnd().split('\n').at(-1)?.trim();
      if (!this.#o.live || this.#open !== call_id || !last) return;
      const line = this.#calls.get(call_id)?.line ?? '';
      const room = this.#o.width() - plainLength(line) - 4;
      if (room > 8) this.#o.screen.replace(`${line} ${this.#o.style.dim(cut(last.replaceAll('\t', ' '), room))}`);
    },
    tool_result: (event) => this.#result(event),
    permission_denied: ({ call_id, tool, reason, told = reason, by }) => {
      this.flush();
      this.#denied.add(call_id);
      const { style, t, screen } = this.#o;
      screen.line(`  ${style.yellow(t('frontend-repl.denied', { tool: sanitizeLine(tool), reason: sanitizeLine(told) }))}`);
      if (by === 'headless') screen.line(`  ${style.dim(t('frontend-repl.nobody'))}`);
    },
    retry: (event) => this.#again(event.discarded_message_id, (shown) => retryText(event, shown, this.#o.t)),
    fallback: (event) => this.#again(event.discarded_message_id, (shown) => fallbackText(event, shown, this.#o.t)),
    subagent: ({ agent, status, cost_usd = 0 }) => {
      const cost = cost_usd > 0 ? ` · ${costText(cost_usd, true, this.#o.t)}` : '';
      this.#note(`  ↳ ${this.#o.t(`frontend-repl.subagent_${status}`, { agent: sanitizeLine(agent) })}${cost}`);
    },
    compaction: ({ before_tokens, after_tokens }) => this.#note(compactionText(before_tokens, after_tokens, this.#o.t)),
    notice: ({ level, text, plugin }) => {
      const { style, screen } = this.#o;
      this.flush();
      const line = sanitizeLine(plugin ? `${plugin}: ${text}` : text);
      screen.line(level === 'error' ? style.red(line) : level === 'warning' ? style.yellow(line) : style.dim(line));
    },
  };

  #again(discarded: string | undefined, text: (shown: boolean) => string): void {
    const shown = discarded !== undefined && discarded === this.#message;
    this.flush();
    if (shown) this.#message = undefined;
    this.#o.screen.line(this.#o.style.yellow(text(shown)));
  }

  #begin(messageId: string): void {
    this.flush();
    this.#message = messageId;
    this.#text = new StreamSanitizer();
  }

  #note(text: string): void {
    this.#o.screen.line(this.#o.style.dim(text));
  }

  #result(event: Of<'tool_result'>): void {
    const { screen, style, t, live } = this.#o;
    const { line, what } = this.#calls.get(event.call_id) ?? {
      line: `${style.cyan('→')} ${style.bold(sanitizeLine(event.tool))}`,
      what: '',
    };
    this.#calls.delete(event.call_id);
    if (this.#denied.delete(event.call_id)) return;
    const mark = event.is_error ? style.red('✗') : style.green('✓');
    const facts = resultFacts(event, what, { t, cwd: this.#o.cwd, width: this.#o.width() });
    if (this.#open === event.call_id) {
      if (live) screen.replace(line);
      screen.write(` ${mark} ${style.dim(facts)}\n`);
    } else {
      screen.freshLine();
      screen.line(`${line} ${mark} ${style.dim(facts)}`);
    }
    this.#open = undefined;
    const { metadata } = event;
    const more = (count: number) => t('frontend-repl.more_lines', { count });
    if (typeof metadata?.diff === 'string' && metadata.diff) this.#indent(diffLines(metadata.diff, style, DIFF_LINES, more));
    else if (event.is_error || this.#o.permission(event.tool) === 'exec') this.#output(shownOutput(event), more);
    if (typeof metadata?.output_file === 'string')
      this.#indent([style.dim(t('frontend-repl.output_file', { file: sanitizeLine(metadata.output_file) }))]);
  }

  /** The end of an output, where results and errors stand. */
  #output(lines: readonly string[], more: (count: number) => string): void {
    const { style, width } = this.#o;
    if (lines.length === 0) return;
    const shown = lines.slice(-OUTPUT_LINES).map((line) => style.dim(cut(line, Math.max(20, width() - 4))));
    if (lines.length > OUTPUT_LINES) shown.unshift(style.dim(more(lines.length - OUTPUT_LINES)));
    this.#indent(shown);
  }

  #indent(lines: string[]): void {
    for (const line of lines) this.#o.screen.line(`  ${line}`);
  }
}

function plainLength(line: string): number {
  return [...line.replace(/\x1b\[\d+m/g, '')].length;
}
