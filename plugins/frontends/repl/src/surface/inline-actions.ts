import type { Dialog } from '../dialog/dialog.ts';
import { EDIT_ACTIONS } from '../input/edit-actions.ts';
import { type EditAction, MAX_OPEN } from '../input/editor.ts';
import { clipboardImage, type ImageFile, imageFiles } from '../input/images.ts';
import type { InputEvent } from '../input/input-event.ts';
import { type Action, keyLabel, type UiAction } from '../input/keymap.ts';
import { lineText, wrapLine } from '../screen/spans.ts';
import { padToWidth } from '../screen/width.ts';
import type { InlineSurface } from './inline-surface.ts';

/** ms in which a stop takes effect */
const STOPPED_MS = 50;
/** characters of what is completed */
const MAX_WORD = 1_000;
/** ms within which a second Ctrl-C leaves */
const LEAVE_MS = 2_000;

/** what keys do also while a question is open */
const WITH_QUESTION: ReadonlySet<Action | undefined> = new Set<Action>(['todos', 'help', 'suspend', 'quit']);

/** actions in the order the help shows them */
const SHOWN: readonly Action[] = [
  'submit',
  'newline',
  'submit-other',
  'complete',
  'next-agent',
  'next-mode',
  'cancel',
  'interrupt',
  'expand',
  'todos',
  'search',
  'editor',
  'paste-image',
  'palette',
  'new',
  'save',
  'clear-screen',
  'undo',
  'yank',
  'help',
  'suspend',
  'quit',
];

/** What keys do. */
export class InlineActions {
  readonly #s: InlineSurface;
  /** the first key of a longer one */
  #begun: string | undefined;
  #interruptedAt = 0;
  /** what is being completed: the next key makes it worthless */
  #asked = new AbortController();
  /** what stood in the line when the palette took it */
  #beforePalette: string | undefined;

  constructor(surface: InlineSurface) {
    this.#s = surface;
  }

  event(event: InputEvent, dialog: Dialog | undefined): void {
    const action = event.type === 'key' ? this.#action(event.key) : undefined;
    if (action === 'chord') return;
    if (action === 'clear-screen') this.#s.clearScreen();
    else if (dialog && action === 'interrupt') {
      dialog.cancel();
      if (this.#s.hooks.working()) this.#s.interrupt();
    } else if (dialog && action === 'expand') {
      if (!dialog.expand?.()) this.#s.transcript.expand();
    } else if (dialog && !WITH_QUESTION.has(action)) dialog.key(event, action);
    else if (event.type === 'paste') this.#paste(event.text, event.cut);
    else if (event.type === 'key') this.#key(event, action);
  }

  #key(event: Extract<InputEvent, { type: 'key' }>, action: Action | undefined): void {
    const { composer } = this.#s;
    if (composer.searching && this.#search(event, action)) return;
    if (action !== undefined && EDIT_ACTIONS.has(action)) this.#edit(action as EditAction);
    else if (action !== undefined) this.#actions[action as UiAction]();
    else if (event.text === '?' && composer.editor.empty) this.#showKeys();
    else if (event.text !== undefined) this.#type(event.text);
  }

  help(): { keys: string; help: string }[] {
    const { t, keymap } = this.#s.o;
    return SHOWN.flatMap((action) => {
      const keys = keymap.keys(action).map((key) => keyLabel(key, t));
      return keys.length > 0 ? [{ keys: keys.join(', '), help: t(`frontend-repl.action_${action.replaceAll('-', '_')}`) }] : [];
    });
  }

  #action(key: string): Action | 'chord' | undefined {
    const { keymap } = this.#s.o;
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun !== undefined) {
      const action = keymap.action(`${begun} ${key}`);
      if (action) return action;
    }
    const action = keymap.action(key);
    if (action) return action;
    if (!keymap.begins(key)) return undefined;
    this.#begun = key;
    return 'chord';
  }

  /** @returns false: the search is over and the key means what it always does */
  #search(event: Extract<InputEvent, { type: 'key' }>, action: Action | undefined): boolean {
    const { composer } = this.#s;
    if (action === 'search') composer.search();
    else if (action === 'backspace') composer.searchBack();
    else if (action === 'cancel' || action === 'interrupt') composer.endSearch(false);
    else if (action === undefined && event.text !== undefined) composer.searchType(event.text);
    // what would be sent is not what is seen
    else if ((action === 'submit' || action === 'submit-other') && composer.isVain) composer.endSearch(false);
    else {
      composer.endSearch(true);
      return false;
    }
    return true;
  }

  #type(text: string): void {
    const { composer } = this.#s;
    composer.editor.type(text);
    this.#offer();
  }

  #edit(action: EditAction): void {
    const { composer } = this.#s;
    composer.editor.run(action);
    if (action === 'backspace') this.#offer();
    else composer.edited();
  }

  /** Completions that show by themselves: commands at the beginning, and what stands behind an at-sign. */
  #offer(): void {
    const { composer } = this.#s;
    const { editor } = composer;
    const before = editor.text.slice(Math.max(0, editor.cursor - MAX_WORD), editor.cursor);
    const offers = /^\/\S*$/.test(before) || /(?:^|\s)@[^\s]*$/.test(before);
    composer.edited(offers);
    if (offers) void this.#complete(false);
  }

  async #complete(accepts: boolean): Promise<void> {
    const { composer, hooks, clock } = this.#s;
    const { editor } = composer;
    this.#asked.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const { text, cursor } = editor;
    const found = await hooks.complete(text, cursor, signal).catch(() => undefined);
    if (signal.aborted || editor.text !== text || editor.cursor !== cursor) return;
    composer.offer(found);
    if (accepts && found?.items.length === 1) composer.accept();
    clock.soon();
  }

  #paste(text: string, isCut = false): void {
    const { composer, o } = this.#s;
    const { t, cwd } = o;
    composer.endSearch(true);
    const files = imageFiles(text, cwd);
    if (files) this.#putImages(files);
    else composer.paste(text, (number, lines) => t('frontend-repl.pasted', { number, lines }));
    if (isCut) this.#s.hint(t('frontend-repl.paste_cut'));
  }

  readonly #actions: Readonly<Record<UiAction, () => void>> = {
    submit: () => this.#submit(),
    'submit-other': () => this.#s.submit(true),
    interrupt: () => this.#interrupt(),
    cancel: () => {
      const { composer, hooks } = this.#s;
      this.#asked.abort();
      const closed = composer.closePopup();
      if (!this.#leavePalette() && !closed && hooks.working()) this.#s.interrupt();
    },
    quit: () => this.#s.hooks.leave(),
    'quit-or-delete': () => {
      const { editor } = this.#s.composer;
      if (editor.empty) this.#s.hooks.leave();
      else editor.run('delete');
    },
    'clear-screen': () => this.#s.clearScreen(),
    help: () => this.#showKeys(),
    palette: () => {
      const { editor } = this.#s.composer;
      if (editor.text !== '/') this.#beforePalette = editor.text;
      editor.set('/');
      void this.#complete(false);
    },
    new: () => this.#command('/new'),
    save: () => this.#command('/export'),
    complete: () => {
      const { composer, hooks } = this.#s;
      if (composer.editor.empty) hooks.nextAgent();
      else if (composer.completing) composer.accept();
      else void this.#complete(true);
    },
    'next-agent': () => this.#s.hooks.nextAgent(),
    'next-mode': () => this.#s.hooks.nextMode(),
    expand: () => {
      const { composer, transcript, o } = this.#s;
      if (!composer.editor.openToken() && !transcript.expand()) this.#s.hint(o.t('frontend-repl.nothing_to_expand'));
    },
    todos: () => this.#s.toggleTodos(),
    editor: () => void this.#editor(),
    search: () => {
      this.#s.composer.closePopup();
      this.#s.composer.search();
    },
    up: () => {
      const { composer } = this.#s;
      if (!composer.editor.empty || composer.completing || !this.#s.takeBack()) composer.up();
    },
    down: () => void this.#s.composer.down(),
    'paste-image': () => void this.#image(),
    suspend: () => void this.#suspend(),
  };

  /** As if it were typed; what stands in the input stays there. */
  #command(line: string): void {
    const { composer, hooks, o } = this.#s;
    if (hooks.working()) {
      if (!hooks.now(line)) this.#s.hint(o.t('frontend-repl.not_now'));
      return;
    }
    const draft = composer.editor.text;
    composer.editor.set(line);
    this.#s.submit();
    composer.editor.set(draft);
  }

  /** Enter takes a command that was only begun; `\` before it makes a new line. */
  #submit(): void {
    this.#beforePalette = undefined;
    const { composer } = this.#s;
    const { editor } = composer;
    const { candidate, chosen } = composer;
    // what is offered behind a command comes by itself too, and is taken only where it is meant
    const takes = /^\/\S*$/.test(editor.text) || (chosen && editor.text.startsWith('/'));
    if (candidate && takes && candidate.text.trimEnd() !== editor.text) {
      composer.accept();
      if (candidate.text.endsWith(' ')) return;
    }
    if (editor.text.slice(0, editor.cursor).endsWith('\\') && !editor.text.slice(0, editor.cursor).endsWith('\\\\')) {
      editor.run('backspace');
      this.#edit('newline');
    } else this.#s.submit();
  }

  /** Puts back what the palette took the place of. @returns false where it is not open */
  #leavePalette(): boolean {
    const { editor } = this.#s.composer;
    const before = this.#beforePalette;
    this.#beforePalette = undefined;
    if (before === undefined || editor.text !== '/') return false;
    editor.set(before);
    return true;
  }

  /** Ends the turn, empties the input, and at the second time within a moment leaves. */
  #interrupt(): void {
    this.#beforePalette = undefined;
    const { composer, hooks, o } = this.#s;
    const now = Date.now();
    const again = now - this.#interruptedAt < LEAVE_MS;
    this.#interruptedAt = now;
    if (hooks.working()) this.#s.interrupt();
    else if (!composer.editor.empty) {
      composer.editor.set('');
      composer.edited();
      composer.history.reset();
      this.#interruptedAt = 0;
    } else if (again) hooks.interrupted(true);
    else this.#s.hint(o.t('frontend-repl.again_to_leave', { key: keyLabel(o.keymap.keys('interrupt')[0] ?? 'ctrl+c', o.t) }));
  }

  #showKeys(): void {
    const { theme, terminal } = this.#s.o;
    const rows = this.help();
    const column = Math.max(...rows.map(({ keys }) => keys.length)) + 2;
    const lines = rows.flatMap(({ keys, help }) =>
      wrapLine([{ text: help }], Math.max(20, terminal.width() - column - 3)).map(
        (line, i) => `  ${theme.paint('accent', padToWidth(i === 0 ? keys : '', column))}${lineText(line)}`,
      ),
    );
    this.#s.transcript.print(lines);
  }

  async #editor(): Promise<void> {
    const { composer, o } = this.#s;
    const { editor } = composer;
    const files = editor.tokens.files(editor.text);
    const text = await this.#s.edit(editor.whole);
    if (text === undefined) return this.#s.hint(o.t('frontend-repl.no_editor'));
    editor.set(text.length > MAX_OPEN ? '' : text);
    if (text.length > MAX_OPEN) this.#paste(text);
    // an editor of texts shows no images: they go on with what was written
    this.#putImages(files);
    this.#s.clock.now();
  }

  async #image(): Promise<void> {
    const { o } = this.#s;
    const data = await clipboardImage(o.terminal.env);
    if (!data) return this.#s.hint(o.t('frontend-repl.no_image'));
    this.#putImages([{ mime: 'image/png', data, name: 'clipboard.png' }]);
    this.#s.clock.now();
  }

  #putImages(files: readonly ImageFile[]): void {
    const { composer, o } = this.#s;
    for (const file of files) composer.editor.put({ label: o.t('frontend-repl.image', { name: file.name }), text: '', file });
    composer.edited();
  }

  /** Stops us and those who share our process group, until the shell goes on with us. Where no shell could, nothing stops, and we go on at once. */
  async #suspend(): Promise<void> {
    if (process.platform === 'win32') return;
    await this.#s.lend(
      () =>
        new Promise((resolve) => {
          process.kill(0, 'SIGTSTP');
          // time does not pass while we are stopped
          setTimeout(resolve, STOPPED_MS);
        }),
    );
  }
}
