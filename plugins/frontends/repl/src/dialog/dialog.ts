import type { InputEvent } from '../input/input-event.ts';
import type { Action } from '../input/keymap.ts';
import type { Frame } from '../screen/live-region.ts';

/** Takes the place of the input line until it is answered. */
export interface Dialog {
  /** One key answers it at once. */
  readonly oneKey?: boolean;
  frame(width: number, rows: number): Frame;
  key(event: InputEvent, action: Action | undefined): void;
  /** Shows what the question is about whole. Absent, or false: all of it is shown. */
  expand?(): boolean;
  /** The person, or the end of the turn, wants no answer. */
  cancel(): void;
}
