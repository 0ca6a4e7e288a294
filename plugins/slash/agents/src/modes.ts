import {
  findMode,
  findStyle,
  type Kernel,
  KernelError,
  listModes,
  listStyles,
  type ModeContribution,
  type Slash,
  type SlashTalk,
  type SlashWord,
  shownDescription,
  type Translate,
} from '@ock/kernel';

/** the word that leaves a mode or a style */
const NONE = 'none';
const PERMISSION_MODES = ['accept-edits', 'plan', 'deny', 'full'];

/** Lists modes and styles. */
export function createModes(t: Translate): Slash {
  return {
    run({ kernel, talk, line, table, style }) {
      const rows = (modes: readonly ModeContribution[], current: string | undefined) =>
        table(modes.map((mode) => [mode.id === current ? '*' : ' ', mode.id, describe(kernel, mode, t)]));
      line(style.bold(t('slash-agents.modes')));
      rows(listModes(kernel), modeOf(talk));
      line(style.bold(t('slash-agents.styles')));
      rows(listStyles(kernel), styleOf(talk));
    },
  };
}

/** Chooses the way of working; the session keeps it. */
export function createMode(t: Translate): Slash {
  return {
    async run({ kernel, talk, line, choose }, rest) {
      const modes = listModes(kernel);
      if (PERMISSION_MODES.includes(rest) && !modes.some(({ id }) => id === rest))
        throw new KernelError('OC_INPUT', { message: t('slash-agents.is_permission_mode', { mode: rest }) });
      const options = [
        ...modes.map((mode) => ({ label: mode.id, description: describe(kernel, mode, t) })),
        { label: NONE, description: t('slash-agents.no_mode') },
      ];
      const wanted = rest || (modes.length > 0 ? (await choose({ question: t('slash-agents.which_mode'), options }))?.[0] : undefined);
      if (wanted) await setMode(talk, wanted === NONE ? undefined : findMode(kernel, wanted).id);
      line(t('slash-agents.mode_is', { mode: modeOf(talk) ?? t('slash-agents.none') }));
    },
    complete: ({ kernel }) => words(kernel, listModes(kernel)),
  };
}

/** Chooses the style of answers, for this time. */
export function createStyle(t: Translate): Slash {
  return {
    async run({ kernel, talk, line, choose }, rest) {
      const styles = listStyles(kernel);
      const options = [
        ...styles.map((one) => ({ label: one.id, description: describe(kernel, one, t) })),
        { label: NONE, description: t('slash-agents.no_style') },
      ];
      const wanted = rest || (styles.length > 0 ? (await choose({ question: t('slash-agents.which_style'), options }))?.[0] : undefined);
      if (wanted) await setStyle(talk, wanted === NONE ? undefined : findStyle(kernel, wanted).id);
      line(t('slash-agents.style_is', { style: styleOf(talk) ?? t('slash-agents.none') }));
    },
    complete: ({ kernel }) => words(kernel, listStyles(kernel)),
  };
}

function modeOf({ current, workMode }: SlashTalk): string | undefined {
  return current ? current.workModeInfo?.id : workMode;
}

function styleOf({ current, outputStyle }: SlashTalk): string | undefined {
  return current ? current.style : outputStyle;
}

/** A front end that keeps none before there is a conversation gets one. */
async function setMode(talk: SlashTalk, id: string | undefined): Promise<void> {
  if (!talk.current && talk.setWorkMode) await talk.setWorkMode(id);
  else await (await talk.begin()).setWorkMode(id);
}

async function setStyle(talk: SlashTalk, id: string | undefined): Promise<void> {
  if (!talk.current && talk.setStyle) talk.setStyle(id);
  else (await talk.begin()).setStyle(id);
}

function words(kernel: Kernel, modes: readonly ModeContribution[]): SlashWord[] {
  return [...modes.map(({ id }) => ({ word: id, text: shownDescription(kernel, 'mode', id) })), NONE];
}

function describe(kernel: Kernel, { id, readOnly }: ModeContribution, t: Translate): string {
  const description = shownDescription(kernel, 'mode', id);
  const fact = t('slash-agents.read_only');
  return [description, ...(readOnly && !description.includes(fact) ? [fact] : [])].join(' · ');
}
