import { sanitize, sanitizeLine } from '@ock/kernel';
import { duration } from '../amounts.ts';
import { callText, cut } from '../call-text.ts';
import type { Theme } from '../theme/theme.ts';

interface Running {
  head: string;
  what: string;
  since: number;
  /** the end of what it has put out so far */
  tail: string[];
  /** sub-agents at work for it, by name: the last thing each did */
  inner: Map<string, string>;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** ms a sign of the spinner stands */
export const SPINNER_MS = 120;
/** lines of a running command that are seen */
const TAIL_LINES = 4;
/** time after which a call says how long it takes, in ms */
const SLOW_MS = 2_000;

/** Calls that run: a line each, with the end of what they put out. */
export class RunningCalls {
  readonly #calls = new Map<string, Running>();
  readonly #o: { theme: Theme; cwd: string; width(): number };

  constructor(options: { theme: Theme; cwd: string; width(): number }) {
    this.#o = options;
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
    this.#calls.set(callId, { head: this.head(tool, input), what, since: Date.now(), tail: [], inner: new Map() });
  }

  progress(callId: string, text: string): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    const lines = sanitize(text)
      .split('\n')
      .map((line) => line.replaceAll('\t', '  ').trimEnd())
      .filter(Boolean);
    call.tail = [...call.tail, ...lines].slice(-TAIL_LINES);
  }

  inner(callId: string, agent: string, line: string): void {
    this.#calls.get(callId)?.inner.set(agent, line);
  }

  /** It does not run any more. */
  end(callId: string): { head: string; what: string } | undefined {
    const call = this.#calls.get(callId);
    this.#calls.delete(callId);
    return call;
  }

  clear(): void {
    this.#calls.clear();
  }

  spinner(): string {
    return SPINNER[Math.floor(Date.now() / SPINNER_MS) % SPINNER.length] as string;
  }

  rows(limit: number): string[] {
    const { theme, width } = this.#o;
    const rows: string[] = [];
    for (const { head, since, tail } of this.#calls.values()) {
      const ms = Date.now() - since;
      rows.push(`${head} ${theme.paint('dim', `${this.spinner()}${ms >= SLOW_MS ? ` ${duration(Math.floor(ms / 1000) * 1000)}` : ''}`)}`);
      rows.push(...tail.map((line) => `  ${theme.paint('dim', cut(line, width() - 4))}`));
    }
    return rows.slice(0, limit);
  }
}
