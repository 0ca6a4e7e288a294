import type { Dialog } from '../dialog/dialog.ts';
import type { InputEvent } from '../input/input-event.ts';

/** ms after a letter in which somebody counts as typing */
const TYPING_MS = 1_500;

/** Whether the person is in the middle of typing. */
export class Typing {
  #at = 0;

  get now(): boolean {
    return Date.now() - this.#at < TYPING_MS;
  }

  /** @returns whether more than one letter came at once: nobody presses two keys as one answer */
  saw(events: readonly InputEvent[], dialog: Dialog | undefined): boolean {
    const letters = events.filter((event) => event.type === 'key' && event.text !== undefined).length;
    if (letters > 0 && !dialog) this.#at = Date.now();
    return letters > 1;
  }

  /** What was typed is on its way. */
  sent(): void {
    this.#at = 0;
  }
}
