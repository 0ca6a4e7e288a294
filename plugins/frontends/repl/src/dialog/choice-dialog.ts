import type { Translate } from '@ock/kernel';
import type { InputEvent } from '../input/input-event.ts';
import { type Action, keyLabel } from '../input/keymap.ts';
import { type Line, lineText, lineWidth, wrapLine } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';
import type { Dialog } from './dialog.ts';
import { KeyGuard } from './key-guard.ts';

export interface KeyChoice<T> {
  /** the one key that chooses it */
  key: string;
  label: string;
  value: T;
}

/** before what goes on from the line above */
const INDENT = '    ';
/** between two choices */
const GAP = '  ';

/** A choice by one key. Keys of somebody who was typing something else choose nothing until there was a pause. */
export class ChoiceDialog<T> implements Dialog {
  readonly #choices: readonly KeyChoice<T>[];
  readonly #theme: Theme;
  readonly #t: Translate;
  readonly #done: (value: T | undefined) => void;
  readonly #guard: KeyGuard;
  /** letters that come at once are no answer, but a text for something else */
  readonly oneKey = true;
  #expand: (() => void) | undefined;

  /**
   * @param options.typing the person is in the middle of typing
   * @param options.expand shows whole what was shown in part; absent: nothing was
   */
  constructor(options: {
    choices: readonly KeyChoice<T>[];
    theme: Theme;
    t: Translate;
    typing: boolean;
    done(value: T | undefined): void;
    expand?: (() => void) | undefined;
  }) {
    this.#choices = options.choices;
    this.#theme = options.theme;
    this.#t = options.t;
    this.#guard = new KeyGuard(options.typing);
    this.#done = options.done;
    this.#expand = options.expand;
  }

  frame(width: number): ReturnType<Dialog['frame']> {
    const rows: Line[] = [];
    let room = 0;
    for (const { key, label } of this.#choices) {
      const name = key.length > 1 ? keyLabel(key, this.#t) : key;
      const choice: Line = [this.#theme.span('accent', name, '1'), { text: ' ' }, { text: label }];
      const taken = lineWidth(choice) + GAP.length;
      if (rows.length === 0 || taken > room) {
        rows.push([]);
        room = width;
      }
      (rows.at(-1) as Line).push({ text: GAP }, ...choice);
      room -= taken;
    }
    const wrapped = rows.flatMap((row) =>
      wrapLine(row, width, width - INDENT.length).map((part, at) => (at === 0 ? part : [{ text: INDENT }, ...part])),
    );
    return { rows: wrapped.map(lineText) };
  }

  key(event: InputEvent, action: Action | undefined): void {
    if (action === 'cancel') this.#done(undefined);
    if (action === 'cancel' || event.type !== 'key') return;
    if (!this.#guard.lets()) return;
    const typed = event.key.toLowerCase();
    const choice = this.#choices.find(({ key }) => key === typed);
    if (choice) this.#done(choice.value);
  }

  expand(): boolean {
    const expand = this.#expand;
    this.#expand = undefined;
    expand?.();
    return expand !== undefined;
  }

  cancel(): void {
    this.#done(undefined);
  }
}
