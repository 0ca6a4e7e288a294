import type { Dialog } from '../dialog/dialog.ts';
import { InlinePerson } from '../dialog/inline-person.ts';
import { keyLabel } from '../input/keymap.ts';
import type { InlineSurface } from './inline-surface.ts';

/** lines of a change that are shown before it is allowed, where nobody asks for the rest */
const PREVIEW_LINES = 40;

export interface PersonHooks {
  /** somebody is in the middle of typing */
  typing(): boolean;
  /** Puts a dialog in place of the input line; undefined: the input line again. */
  show(dialog: Dialog | undefined): void;
}

/** The person in front of this terminal. */
export function personAt(surface: InlineSurface, { typing, show }: PersonHooks): InlinePerson {
  const { transcript, o } = surface;
  const { theme, t, terminal, keymap, notifier } = o;
  const expandKey = keyLabel(keymap.keys('expand')[0] ?? '', t);
  return new InlinePerson({
    theme,
    t,
    agent: o.agent,
    worker: (sessionId) => transcript.worker(sessionId),
    typing,
    width: () => terminal.width() - 1,
    height: () => terminal.height(),
    print: (lines) => transcript.print(lines, 'tool'),
    diff: (text, callId) => transcript.diff(text, { limit: PREVIEW_LINES, section: 'tool', callId, hint: expandKey }),
    wholeDiff: (text) => transcript.diff(text, { limit: Number.POSITIVE_INFINITY, section: 'tool' }),
    hold: () => transcript.hold(),
    settle: () => transcript.settle(false),
    show,
    waits: (text) => notifier.tell(text),
  });
}
