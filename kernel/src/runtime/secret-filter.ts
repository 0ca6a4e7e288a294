import { openSecret, redactSecrets } from './redact.ts';

/** Redacts registered secrets in text that arrives in pieces: what may be the beginning of one waits for the next piece. */
export class SecretFilter {
  #pending = '';

  push(piece: string): string {
    const text = redactSecrets(this.#pending + piece);
    const at = openSecret(text);
    this.#pending = text.slice(at);
    return text.slice(0, at);
  }

  /** What still waits. */
  end(): string {
    const rest = this.#pending;
    this.#pending = '';
    return rest;
  }
}
