import { EFFORT_LEVELS, effortFlag, effortLevel, modelEfforts, type Slash, type Translate } from '@ock/kernel';

/** Shows or sets how long the model thinks. */
export function createEffort(t: Translate): Slash {
  return {
    async run({ kernel, talk, line, choose, signal }, rest) {
      const efforts = await modelEfforts(kernel, talk.model, signal);
      const levels = EFFORT_LEVELS.filter((level) => !efforts || efforts[effortLevel(level)] !== undefined);
      const options = levels.map((label) => ({ label }));
      const wanted = rest || (options.length > 1 ? (await choose({ question: t('slash-models.how_long'), options }))?.[0] : undefined);
      if (wanted) talk.setEffort(effortFlag(wanted));
      const { effort, model } = talk;
      if (effort === undefined) line(t('slash-models.effort_unset'));
      else if (efforts && efforts[effortLevel(effort)] === undefined) line(t('slash-models.effort_ignored', { effort, model }));
      else line(t('slash-models.effort_is', { effort }));
    },
    complete: () => [...EFFORT_LEVELS],
  };
}
