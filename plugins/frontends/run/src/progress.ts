import { cachedShare, costText, formatOf, inputOf, redact, sanitize, shareText, type Translate, type TurnResult } from '@ock/kernel';
import type { Event } from '@ock/schemas';

/** Tells a person what goes on, line by line. Tool text reaches the terminal without control sequences. */
export class Progress {
  readonly #t: Translate;
  readonly #verbose: boolean;
  readonly #write: (text: string) => void;
  /** the sub-agent whose event is shown, as a line begins */
  #inside = '';
  /** calls of which was told already why they did not run */
  readonly #denied = new Set<string>();

  constructor(t: Translate, verbose: boolean, write: (text: string) => void) {
    this.#t = t;
    this.#verbose = verbose;
    this.#write = write;
  }

  show(event: Event): void {
    switch (event.type) {
      case 'init':
        this.#line('frontend-run.init', { model: event.model, agent: event.agent, mode: event.permission_mode, session: event.session_id });
        break;
      case 'message':
        if (this.#inside === '' && event.finish === 'tool_calls' && event.text.trim() !== '')
          this.#write(`${sanitize(redact(event.text.trim()))}\n`);
        break;
      case 'tool_call':
        this.#line('frontend-run.tool', { tool: event.tool, what: brief(event.input) });
        break;
      case 'tool_result':
        if (this.#denied.delete(event.call_id)) break;
        if (event.is_error) this.#line('frontend-run.tool_failed', { tool: event.tool, text: firstLine(event.output) });
        else if (this.#verbose && this.#inside === '') this.#write(`${sanitize(redact(event.output))}\n`);
        break;
      case 'permission_denied':
        this.#denied.add(event.call_id);
        this.#line('frontend-run.denied', { tool: event.tool, reason: event.told ?? event.reason });
        break;
      case 'retry':
        this.#line('frontend-run.retry_in', {
          attempt: event.attempt,
          max: event.max_attempts,
          delay: formatOf(this.#t).duration(event.delay_ms),
          reason: event.reason,
        });
        break;
      case 'fallback':
        this.#line('frontend-run.fallback', { from: event.from, to: event.to, reason: event.reason });
        break;
      case 'subagent':
        if (event.status !== 'started') this.#line(`frontend-run.subagent_${event.status}`, { agent: event.agent });
        break;
      case 'subagent_event':
        this.#inner(event);
        break;
      case 'notice':
        this.#line('frontend-run.notice', { text: event.plugin === undefined ? event.text : `${event.plugin}: ${event.text}` });
        break;
    }
  }

  summary(result: TurnResult): void {
    const { usage, costUsd, costKnown, numTurns, durationMs, filesChanged } = result;
    if (!this.#verbose || numTurns === 0) return;
    const { duration, number } = formatOf(this.#t);
    this.#line('frontend-run.spent', {
      turns: numTurns,
      duration: duration(durationMs),
      input: number(inputOf(usage)),
      cached: shareText(cachedShare(usage), this.#t),
      output: number(usage.output),
      cost: costText(costUsd, costKnown, this.#t),
      files: filesChanged.length,
    });
  }

  /** What a sub-agent does is told behind its name: its calls and what went wrong, not its texts. */
  #inner({ agent, event }: Extract<Event, { type: 'subagent_event' }>): void {
    this.#inside = `${agent}: `;
    this.show(event as Event);
    this.#inside = '';
  }

  #line(key: string, args: Record<string, string | number>): void {
    const safe = Object.fromEntries(
      Object.entries(args).map(([name, value]) => [name, typeof value === 'string' ? sanitize(redact(value)) : value]),
    );
    this.#write(`${sanitize(this.#inside)}${this.#t(key, safe)}\n`);
  }
}

/** The argument that tells most: a path, a command, a pattern. */
function brief(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const { filePath, file_path, path, command, pattern } = input as Record<string, unknown>;
  const told = command ?? filePath ?? file_path ?? (pattern === undefined ? path : path === undefined ? pattern : `${pattern} ${path}`);
  return typeof told === 'string' ? firstLine(told) : '';
}

function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
