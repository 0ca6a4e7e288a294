import { join } from 'node:path';
import { type Kernel, type Translate, ulid } from '@ock/kernel';
import { Keymap, type KeyProblem, keyLabel } from '../input/keymap.ts';
import { Notifier } from '../notify/notifier.ts';
import type { Talk } from '../talk.ts';
import type { Terminal } from '../terminal.ts';
import { chooseTheme, namedTheme } from '../theme/choose-theme.ts';
import { colorDepth } from '../theme/color-depth.ts';
import { Theme } from '../theme/theme.ts';
import { InlineSurface } from './inline-surface.ts';
import type { Surface } from './surface.ts';
import { uiSettings } from './ui-settings.ts';

/** The inline front end as configuration wants it. What is wrong in `[ui]` is said in the transcript. */
export function openInline(options: { kernel: Kernel; terminal: Terminal; t: Translate; talk: Talk; history: string[] }): Surface {
  const { kernel, terminal, t, talk, history } = options;
  const ui = uiSettings(kernel);
  const depth = colorDepth(terminal.env, true);
  const chosen = chooseTheme(kernel);
  const keymap = new Keymap(ui.keys);
  const theme = new Theme(depth, chosen.colors);
  let current = chosen.id;
  let background: 'dark' | 'light' | undefined;
  const surface = new InlineSurface({
    terminal,
    theme,
    themes: {
      get current() {
        return current;
      },
      list: () => [...new Set(['auto', ...kernel.list('theme').map(({ id }) => id)])],
      choose: (id) => {
        const next = namedTheme(kernel, id, background);
        if (next) theme.use(next);
        if (next) current = id;
        return next !== undefined;
      },
    },
    t,
    cwd: kernel.cwd,
    keymap,
    notifier: new Notifier({
      out: terminal.screen,
      kind: ui.notify ?? 'auto',
      ...(ui.notify_command && { command: ui.notify_command }),
      env: terminal.env,
    }),
    history,
    enter: ui.enter_while_working ?? 'queue',
    title: ui.title !== false && terminal.env.OPENCODE_DISABLE_TERMINAL_TITLE === undefined,
    animate: ui.animation_speed !== 0,
    permission: (id) => kernel.find('tool', id)?.contribution.permission,
    agent: () => talk.agent,
    editFile: () => join(kernel.paths.state, 'edit', `${ulid()}.md`),
    ...(depth > 4 &&
      chosen.id === 'auto' && {
        background: (seen: 'dark' | 'light') => {
          background = seen;
          return current === 'auto' ? chooseTheme(kernel, seen).colors : undefined;
        },
      }),
  });
  const said = [
    ...chosen.problems.map((name) => t('frontend-repl.bad_theme', { name })),
    ...keymap.problems.map((problem) => keyProblem(problem, t)),
  ];
  for (const line of said) surface.notes.line(surface.style.yellow(line));
  return surface;
}

function keyProblem({ kind, action, key = '', other = '' }: KeyProblem, t: Translate): string {
  return t(`frontend-repl.key_${kind}`, { action, key: keyLabel(key, t), other: kind === 'hidden' ? keyLabel(other, t) : other });
}
