import { stripVTControlCharacters } from 'node:util';
import { formatOf, sanitizeLine, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { callText, cut } from '../call-text.ts';
import { cutPainted } from '../screen/spans.ts';
import { textWidth } from '../screen/width.ts';
import type { Theme } from '../theme/theme.ts';
import { SubAgents } from './sub-agents.ts';
import { TailBuffer } from './tail-buffer.ts';

interface Running {
  head: string;
  what: string;
  since: number;
  /** the end of what it has put out so far */
  tail: TailBuffer;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** ms a sign of the spinner stands */
export const SPINNER_MS = 120;
/** lines of a running command that are seen */
const TAIL_LINES = 4;
/** time after which a call says how long it takes, in ms */
const SLOW_MS = 2_000;

interface Options {
  theme: Theme;
  cwd: string;
  t: Translate;
  width(): number;
}

/** Calls that run: a line each, with the end of what they put out, or what sub-agents do for them. */
export class RunningCalls {
  readonly subAgents: SubAgents;
  readonly #calls = new Map<string, Running>();
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
    this.subAgents = new SubAgents(options);
  }

  get running(): boolean {
    return this.#calls.size > 0;
  }

  /** The call in one line. */
  head(tool: string, input: unknown): string {
    const { theme, cwd, width } = this.#o;
    const name = sanitizeLine(tool);
    const what = input === undefined ? '' : callText(input, cwd, Math.max(20, width() - name.length - 24));
    return `${theme.paint('accent', '→')} ${theme.bold(name)}${what ? ` ${what}` : ''}`;
  }

  start(callId: string, tool: string, input: unknown): void {
    const { cwd, width } = this.#o;
    const what = callText(input, cwd, Math.max(20, width() - tool.length - 24));
    this.#calls.set(callId, { head: this.head(tool, input), what, since: Date.now(), tail: new TailBuffer(TAIL_LINES) });
  }

  /** A person has let it run: what it takes counts from here. */
  granted(callId: string): void {
    const call = this.#calls.get(callId);
    if (call) call.since = Date.now();
  }

  progress(callId: string, text: string): void {
    this.#calls.get(callId)?.tail.push(text);
  }

  /** Somebody works for a call. */
  subAgent(event: Extract<Event, { type: 'subagent' }>): void {
    this.subAgents.event(event, this.#calls.get(event.call_id ?? '')?.what ?? '');
  }

  /** It does not run any more. */
  end(callId: string): { head: string; what: string } | undefined {
    const call = this.#calls.get(callId);
    this.#calls.delete(callId);
    return call;
  }

  clear(): void {
    this.#calls.clear();
    this.subAgents.clear();
  }

  spinner(): string {
    return SPINNER[Math.floor(Date.now() / SPINNER_MS) % SPINNER.length] as string;
  }

  /** At most so many rows, shared by all that run: each has its line as long as there is room for one. */
  rows(limit: number): string[] {
    const { theme, t } = this.#o;
    const calls = [...this.#calls];
    const shown = calls.length > limit ? calls.slice(0, Math.max(0, limit - 1)) : calls;
    const below = Math.max(0, Math.min(TAIL_LINES, Math.floor((limit - calls.length) / Math.max(1, calls.length))));
    const rows = shown.flatMap(([id, call]) => [this.#head(id, call), ...(below > 0 ? this.#below(id, call).slice(-below) : [])]);
    if (calls.length > limit) rows.push(theme.paint('dim', `  ${t('frontend-repl.more_lines', { count: calls.length - shown.length })}`));
    return rows;
  }

  #head(id: string, { head, since }: Running): string {
    const ms = Date.now() - since;
    const facts = [...(ms >= SLOW_MS ? [formatOf(this.#o.t).duration(Math.floor(ms / 1000) * 1000)] : []), ...this.subAgents.facts(id)];
    const width = this.#o.width();
    const shown = cutPainted(head, width - 4);
    const room = width - textWidth(stripVTControlCharacters(shown)) - 2;
    return `${shown} ${this.#o.theme.paint('dim', cut(`${this.spinner()} ${facts.join(', ')}`.trimEnd(), room))}`;
  }

  #below(id: string, { tail }: Running): string[] {
    const { theme, width } = this.#o;
    const nested = this.subAgents.lines(id, this.spinner());
    return nested.length > 0 ? nested : tail.lines().map((line) => `  ${theme.paint('dim', cut(line, width() - 4))}`);
  }
}
