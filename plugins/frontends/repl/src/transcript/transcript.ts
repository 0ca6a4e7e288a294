import { formatOf, type PermissionCategory, StreamSanitizer, sanitize, sanitizeLine, type ThemeRole, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { cut } from '../call-text.ts';
import { renderDiff } from '../diff/render-diff.ts';
import { type CompareWords, loadCompareWords } from '../diff/word-changes.ts';
import { loadHighlighter } from '../markdown/highlight.ts';
import { loadLexer, MarkdownStream } from '../markdown/markdown-stream.ts';
import type { Painter } from '../markdown/render-block.ts';
import { lineText, wrapLine } from '../screen/spans.ts';
import { textWidth } from '../screen/width.ts';
import type { Theme } from '../theme/theme.ts';
import { fitHead, resultFacts, shownOutput } from './call-view.ts';
import { deniedLines } from './denied-lines.ts';
import { KeptOutputs } from './kept-outputs.ts';
import { compactionText, fallbackText, retryText } from './notes-text.ts';
import { Printer, type Section } from './printer.ts';
import { reasoningLine } from './reasoning-line.ts';
import { RunningCalls } from './running-calls.ts';
import { secondsSince } from './since.ts';
import { steeredLines } from './steered-lines.ts';

export interface TranscriptOptions {
  theme: Theme;
  t: Translate;
  cwd: string;
  width(): number;
  /** the terminal opens links */
  links: boolean;
  /** what a tool does, by id: commands show the end of their output */
  permission(tool: string): PermissionCategory | undefined;
  /** Takes finished lines, each ending in a line break. */
  write(text: string): void;
  /** What is live has changed. */
  changed(): void;
}

interface DiffShown {
  /** lines */
  limit: number;
  section?: Section;
  /** the call that would make this change, which its result need not show again */
  callId?: string;
  /** the key that shows what is left out */
  hint?: string;
}

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** ms that a command may take before it is said that it works */
const QUICK_MS = 400;
const DIFF_LINES = 60;
const OUTPUT_LINES = 8;

/** Events → lines that are printed once, and what is still open. Whatever a model or a tool wrote is made harmless first. */
export class Transcript {
  readonly #o: TranscriptOptions;
  readonly #printer: Printer;
  readonly #calls: RunningCalls;
  /** refused calls, whose result says nothing new */
  readonly #denied = new Set<string>();
  /** calls whose change was shown when it was asked about */
  readonly #changesShown = new Set<string>();
  readonly #outputs: KeptOutputs;
  /** events that wait until a person has answered */
  #held: Event[] | undefined;
  /** steered prompts that the model has been told are shown when they are */
  #expected: string[] = [];
  #lex: Awaited<ReturnType<typeof loadLexer>> | undefined;
  #highlight: Painter['highlight'];
  #compare: CompareWords | undefined;
  #wantsHighlight = false;
  #stream: MarkdownStream | undefined;
  #text = new StreamSanitizer();
  #message: string | undefined;
  /** something of the message stands in the transcript already */
  #shown = false;
  #reasoning: { since: number; text: string } | undefined;
  /** the model is asked or answers, since then */
  #thinking: number | undefined;
  /** a command is at work, since then */
  #busy: number | undefined;

  constructor(options: TranscriptOptions) {
    this.#o = options;
    this.#printer = new Printer(options.write);
    this.#calls = new RunningCalls(options);
    this.#outputs = new KeptOutputs(options);
  }

  event(event: Event): void {
    if (this.#held) {
      this.#held.push(event);
      return;
    }
    this.#printer.run(() => {
      const show = this.#views[event.type] as ((event: Event) => void) | undefined;
      if (!show) return;
      show(event);
      this.#o.changed();
    });
  }

  /** What happens from now on is shown later: a question and its answer stand together. @returns shows it */
  hold(): () => void {
    const held: Event[] = [];
    this.#held = held;
    return () => {
      if (this.#held === held) this.#held = undefined;
      for (const event of held) this.event(event);
    };
  }

  /** Who works in a session, and what for: "explore (find the basket)". Undefined: no sub-agent. */
  worker(sessionId: string): string | undefined {
    return this.#calls.subAgents.label(sessionId);
  }

  /** Lines of others: commands, notes, questions. An answer that they find open goes on behind them, and is never torn. */
  print(lines: readonly string[], section: Section = 'note'): void {
    this.#printer.run(() => {
      this.#printer.print(section, lines);
      this.#o.changed();
    });
  }

  /** A unified diff in colours. */
  diff(text: string, { limit, section = 'note', callId, hint }: DiffShown): void {
    this.#need('compare');
    if (callId !== undefined) this.#changesShown.add(callId);
    const indent = section === 'tool' ? '    ' : '';
    this.#printer.run(() =>
      this.print(
        this.#diffLines(text, limit, hint).map((line) => indent + line),
        section,
      ),
    );
  }

  markdown(text: string): void {
    this.#need('lex');
    if (text.includes('```')) this.#need('highlight');
    this.#printer.run(() => this.print(this.#rendered(sanitize(text))));
  }

  /** Resolves when everything is printed. @param isOver the turn has ended: nothing runs any more, and what stands open ends */
  async settle(isOver: boolean): Promise<void> {
    if (isOver)
      this.#printer.run(() => {
        this.#endText();
        this.#endReasoning();
        this.#thinking = undefined;
        this.#calls.clear();
        this.#expected = [];
        this.#o.changed();
      });
    await this.#printer.idle();
  }

  /** A prompt that is told in the middle of a turn, shown when the model is told it. */
  expect(text: string): void {
    this.#expected.push(text);
  }

  /** The newest output that was not shown whole yet. @returns false when there is none */
  expand(): boolean {
    const lines = this.#outputs.take();
    if (lines) this.print(lines);
    return lines !== undefined;
  }

  /** Something goes on that a clock or a spinner shows. */
  get moving(): boolean {
    return this.#thinking !== undefined || this.#busy !== undefined || this.#calls.running;
  }

  /** Something is worked on that says nothing by itself. */
  busy(on: boolean): void {
    this.#busy = on ? Date.now() : undefined;
    this.#o.changed();
  }

  /** What is still open, at most `rows` lines. */
  live(rows: number): string[] {
    const { theme, t } = this.#o;
    const calls = this.#calls.rows(Math.max(1, this.#stream ? Math.floor(rows / 2) : rows));
    const tail = this.#stream?.tail(Math.max(1, rows - calls.length)) ?? [];
    if (tail.length > 0 || calls.length > 0) return [...(tail.length > 0 ? this.#printer.gapBefore('text') : []), ...tail, ...calls];
    if (this.#reasoning) return [reasoningLine(this.#reasoning, this.#calls.spinner(), this.#o)];
    const since = this.#thinking ?? (this.#busy !== undefined && Date.now() - this.#busy > QUICK_MS ? this.#busy : undefined);
    if (since === undefined) return [];
    return [theme.paint('dim', `${this.#calls.spinner()} ${t('frontend-repl.working')} ${formatOf(t).duration(secondsSince(since))}`)];
  }

  readonly #views: { [T in Event['type']]?: (event: Of<T>) => void } = {
    turn_start: () => {
      this.#thinking = Date.now();
      this.#need('lex');
    },
    user: ({ text }) => {
      const at = this.#expected.indexOf(text);
      if (at < 0) return;
      this.#expected.splice(at, 1);
      this.#endText();
      this.#printer.print('user', steeredLines(text, this.#o, this.#o.width()));
    },
    reasoning: ({ delta }) => {
      this.#reasoning ??= { since: Date.now(), text: '' };
      this.#reasoning.text += delta;
    },
    text: ({ message_id, delta }) => {
      if (this.#message !== message_id) this.#begin(message_id);
      this.#push(this.#text.push(delta));
    },
    message: ({ message_id, text }) => {
      if (this.#message !== message_id && text !== '') {
        this.#begin(message_id);
        this.#push(sanitize(text));
      }
      this.#endText();
      this.#endReasoning();
      this.#thinking = undefined;
    },
    tool_call: ({ call_id, tool, input }) => {
      this.#endText();
      this.#endReasoning();
      this.#thinking = undefined;
      this.#calls.start(call_id, tool, input);
    },
    permission_granted: ({ call_id }) => this.#calls.granted(call_id),
    tool_progress: ({ call_id, text }) => this.#calls.progress(call_id, text),
    subagent_event: (event) => {
      this.#calls.subAgents.inner(event);
      const { type } = event.event as Event;
      if (type === 'retry' || type === 'notice') this.event(event.event as Event);
    },
    subagent: (event) => this.#calls.subAgent(event),
    tool_result: (event) => {
      const compares = typeof event.metadata?.diff === 'string' && event.metadata.diff !== '' && this.#compare === undefined;
      if (compares) this.#need('compare');
      this.#printer.run(() => this.#result(event));
    },
    permission_denied: (event) => {
      this.#endText();
      this.#denied.add(event.call_id);
      this.#calls.end(event.call_id);
      // what the person said stands there already
      if (event.by !== 'person') this.#printer.print('tool', deniedLines(event, this.#o));
    },
    retry: (event) => this.#say('warning', retryText(event, this.#discard(event.discarded_message_id), this.#o.t)),
    fallback: (event) => this.#say('warning', fallbackText(event, this.#discard(event.discarded_message_id), this.#o.t)),
    compaction: ({ before_tokens, after_tokens }) => this.#say('dim', compactionText(before_tokens, after_tokens, this.#o.t)),
    notice: ({ level, text, plugin }) => this.#say(level === 'info' ? 'dim' : level, sanitizeLine(plugin ? `${plugin}: ${text}` : text)),
  };

  #begin(messageId: string): void {
    this.#endText();
    this.#endReasoning();
    this.#message = messageId;
    this.#shown = false;
    this.#text = new StreamSanitizer();
    if (!this.#lex) this.#need('lex');
  }

  #push(text: string): void {
    if (!this.#wantsHighlight && text.includes('`')) this.#need('highlight');
    this.#printer.run(() => {
      this.#stream ??= this.#newStream();
      this.#block(this.#stream?.push(text) ?? []);
    });
  }

  #newStream(): MarkdownStream | undefined {
    return this.#lex && new MarkdownStream(this.#lex, () => this.#painter());
  }

  #painter(): Painter {
    const { theme, width, links } = this.#o;
    return { theme, width: width() - 1, links, highlight: this.#highlight };
  }

  #block(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#shown = true;
    this.#printer.print('text', lines);
  }

  #rendered(text: string): string[] {
    const stream = this.#newStream();
    return stream ? [...stream.push(text), ...stream.end()] : text.split('\n');
  }

  #endText(): void {
    const rest = this.#text.end();
    if (rest) this.#push(rest);
    this.#printer.run(() => {
      const stream = this.#stream;
      this.#stream = undefined;
      if (stream) this.#block(stream.end());
    });
  }

  /** @returns whether some of it stands in the transcript already */
  #discard(messageId: string | undefined): boolean {
    if (messageId === undefined || messageId !== this.#message) {
      this.#endText();
      return false;
    }
    this.#stream = undefined;
    this.#text = new StreamSanitizer();
    this.#message = undefined;
    return this.#shown;
  }

  #endReasoning(): void {
    const reasoning = this.#reasoning;
    this.#reasoning = undefined;
    if (!reasoning) return;
    const { theme, t } = this.#o;
    const line = theme.paint('dim', t('frontend-repl.thought', { duration: formatOf(t).duration(Date.now() - reasoning.since) }));
    this.#outputs.keep({ line, output: reasoning.text });
    this.#printer.print('note', [line]);
  }

  /** A note in one colour. */
  #say(role: ThemeRole, text: string): void {
    const rows = wrapLine([{ text }], this.#o.width() - 1).map(lineText);
    this.#printer.print(
      'note',
      rows.map((row) => this.#o.theme.paint(role, row)),
    );
  }

  #result(event: Of<'tool_result'>): void {
    const { t, cwd, width, theme } = this.#o;
    const call = this.#calls.end(event.call_id) ?? { head: this.#calls.head(event.tool, undefined), what: '' };
    const nested = this.#calls.subAgents.lines(event.call_id, '');
    const worked = this.#calls.subAgents.facts(event.call_id);
    this.#calls.subAgents.forget(event.call_id);
    if (this.#denied.delete(event.call_id)) return;
    const mark = event.is_error ? theme.paint('error', '✗') : theme.paint('success', '✓');
    const facts =
      worked.length > 0
        ? [...worked, formatOf(t).duration(event.duration_ms)].join(', ')
        : resultFacts(event, call.what, { t, cwd, width: width() });
    const line = `${fitHead(call, width() - textWidth(facts) - 4)} ${mark} ${theme.paint('dim', facts)}`;
    const lines = [line, ...this.#end(nested)];
    const { metadata } = event;
    const hasDiff = typeof metadata?.diff === 'string' && metadata.diff !== '';
    const wasShown = this.#changesShown.delete(event.call_id);
    if (hasDiff && !wasShown) lines.push(...this.#diffLines(metadata.diff as string, DIFF_LINES).map((each) => `  ${each}`));
    else if (event.is_error || (!hasDiff && this.#o.permission(event.tool) === 'exec'))
      lines.push(...this.#end(this.#dim(shownOutput(event))));
    if (typeof metadata?.output_file === 'string')
      lines.push(`  ${theme.paint('dim', t('frontend-repl.output_file', { file: sanitizeLine(metadata.output_file) }))}`);
    if (event.output.trim() !== '') this.#outputs.keep({ line, output: event.output, nested });
    this.#printer.print('tool', lines);
  }

  #diffLines(diff: string, limit: number, hint = ''): string[] {
    const { theme, width, t } = this.#o;
    const more = (count: number) => `${t('frontend-repl.more_lines', { count })}${hint && ` (${hint})`}`;
    return renderDiff(sanitize(diff), { theme, width: width() - 5, limit, more, compare: this.#compare });
  }

  #dim(lines: readonly string[]): string[] {
    const { theme, width } = this.#o;
    return lines.map((line) => `  ${theme.paint('dim', cut(line, Math.max(20, width() - 4)))}`);
  }

  /** The end of many lines, where results and errors stand. */
  #end(lines: readonly string[]): string[] {
    const left = lines.length - OUTPUT_LINES;
    if (left <= 0) return [...lines];
    const { theme, t } = this.#o;
    return [`  ${theme.paint('dim', t('frontend-repl.more_lines', { count: left }))}`, ...lines.slice(-OUTPUT_LINES)];
  }

  /** Loads what the next lines need; they wait for it. */
  #need(what: 'lex' | 'highlight' | 'compare'): void {
    if (what === 'lex' && !this.#lex)
      this.#printer.wait(async () => {
        this.#lex ??= await loadLexer();
      });
    if (what === 'compare' && !this.#compare)
      this.#printer.wait(async () => {
        this.#compare ??= await loadCompareWords();
      });
    if (what !== 'highlight' || this.#wantsHighlight) return;
    this.#wantsHighlight = true;
    if (this.#o.theme.depth > 0)
      this.#printer.wait(async () => {
        this.#highlight = await loadHighlighter(this.#o.theme);
      });
  }
}
