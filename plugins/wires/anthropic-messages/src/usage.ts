import type { ModelEvent } from '@ock/kernel';

type Usage = Extract<ModelEvent, { type: 'usage' }>['usage'];

/** Usage comes twice, at the start and at the end; later figures replace earlier ones, absent ones do not. */
export class MessageUsage {
  #seen = false;
  readonly #total: Usage = { input: 0, output: 0, reasoning: 0, cache_read: 0, cache_write: 0 };

  add(value: unknown): void {
    if (value === null || typeof value !== 'object') return;
    this.#seen = true;
    const usage = value as Record<string, unknown>;
    const details = usage.output_tokens_details as { thinking_tokens?: unknown } | null | undefined;
    this.#set('input', usage.input_tokens);
    this.#set('output', usage.output_tokens);
    this.#set('cache_read', usage.cache_read_input_tokens);
    this.#set('cache_write', usage.cache_creation_input_tokens);
    const { ephemeral_1h_input_tokens: long } = (usage.cache_creation ?? {}) as { ephemeral_1h_input_tokens?: unknown };
    if (long !== 0) this.#set('cache_write_1h', long);
    this.#set('reasoning', details?.thinking_tokens);
  }

  total(): Usage | undefined {
    return this.#seen ? this.#total : undefined;
  }

  #set(field: keyof Usage, value: unknown): void {
    if (typeof value === 'number' && value >= 0) this.#total[field] = Math.round(value);
  }
}
