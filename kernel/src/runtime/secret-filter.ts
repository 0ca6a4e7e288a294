import { ENCODED_HEAD, openSecret, redactSecrets } from './redact.ts';

/** Redacts registered secrets in text that arrives in pieces: what may be the beginning of one waits for the next piece. */
export class SecretFilter {
  #pending = '';
  /** the last characters that were let go: an encoded secret may have begun in them */
  #before = '';

  push(piece: string): string {
    const before = this.#before;
    const text = redactSecrets(before + this.#pending + piece);
    let from = 0;
    while (from < before.length && text[from] === before[from]) from++;
    const at = Math.max(openSecret(text), from);
    this.#pending = text.slice(at);
    this.#before = text.slice(Math.max(0, at - ENCODED_HEAD), at);
    return text.slice(from, at);
  }

  /** What still waits. */
  end(): string {
    const rest = this.#pending;
    this.#pending = '';
    this.#before = '';
    return rest;
  }
}
