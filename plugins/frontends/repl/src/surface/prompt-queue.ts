import { type SlashQueue, sanitize, type Translate } from '@ock/kernel';
import type { Entry } from '../input/composer.ts';
import { cutToWidth } from '../screen/width.ts';
import type { Theme } from '../theme/theme.ts';

/** rows that are seen at once */
const ROWS = 3;

/** Prompts that wait for their turn. What waited when the person interrupted, or an error ended the work before it, is sent only when they say so. */
export class PromptQueue {
  /** slash commands and the conversation change it in place */
  readonly entries: Entry[] = [];
  readonly #held = new WeakSet<Entry>();

  /** Whether something waits for the person. */
  get holds(): boolean {
    return this.entries.some((entry) => this.#held.has(entry));
  }

  /** The next one whose turn it is. */
  next(): Entry | undefined {
    const at = this.entries.findIndex((entry) => !this.#held.has(entry));
    return at < 0 ? undefined : this.entries.splice(at, 1)[0];
  }

  hold(): void {
    for (const entry of this.entries) this.#held.add(entry);
  }

  release(): void {
    for (const entry of this.entries) this.#held.delete(entry);
  }

  /** The first ones, a row each; of one with megabytes, only what may be seen is measured. */
  rows({ theme, t }: { theme: Theme; t: Translate }, width: number): string[] {
    return this.entries.slice(0, ROWS).map(({ text }) => {
      const line = sanitize(text.slice(0, width * 4)).replace(/[\n\t]/g, ' ');
      return theme.paint('dim', cutToWidth(`${t('frontend-repl.queued')} ${line}`, width));
    });
  }

  /** As slash commands see it. */
  get forSlash(): SlashQueue {
    const { entries } = this;
    return {
      list: () => entries.map(({ text }) => text),
      drop: (at) => void entries.splice(at, 1),
      clear: () => void entries.splice(0),
    };
  }
}
