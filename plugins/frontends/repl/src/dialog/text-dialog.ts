import type { Translate } from '@ock/kernel';
import { Composer } from '../input/composer.ts';
import { EDIT_ACTIONS } from '../input/edit-actions.ts';
import type { InputEvent } from '../input/input-event.ts';
import type { Action } from '../input/keymap.ts';
import type { Theme } from '../theme/theme.ts';
import type { Dialog } from './dialog.ts';

/** One text, typed; Enter gives it, Escape gives none. */
export class TextDialog implements Dialog {
  readonly #composer = new Composer([]);
  readonly #o: { prompt: string; theme: Theme; t: Translate; done(text: string | undefined): void };

  constructor(options: { prompt: string; theme: Theme; t: Translate; done(text: string | undefined): void }) {
    this.#o = options;
  }

  frame(width: number, rows: number): ReturnType<Dialog['frame']> {
    const { prompt, theme } = this.#o;
    return this.#composer.frame({ width, rows, prompt, hint: '', searchPrompt: () => '', theme });
  }

  key(event: InputEvent, action: Action | undefined): void {
    const { editor } = this.#composer;
    const { t } = this.#o;
    if (event.type === 'paste') this.#composer.paste(event.text, (number, lines) => t('frontend-repl.pasted', { number, lines }));
    else if (action === 'submit') this.#o.done(editor.whole.trim());
    else if (action === 'cancel') this.#o.done(undefined);
    else if (action !== undefined && EDIT_ACTIONS.has(action)) editor.run(action as never);
    else if (event.type === 'key' && event.text !== undefined) editor.type(event.text);
    else if (action === 'quit-or-delete') editor.run('delete');
  }

  cancel(): void {
    this.#o.done(undefined);
  }
}
