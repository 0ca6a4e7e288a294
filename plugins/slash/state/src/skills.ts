import { type Slash, sanitizeLine, type Translate } from '@ock/kernel';

/** characters of a description that are shown */
const MAX_DESCRIPTION = 100;

/** Skills that the model is told of, and folders of them that nobody trusts. */
export function createSkills(t: Translate): Slash {
  return {
    async run({ kernel, line, table, style }) {
      const found = kernel.find('service', 'skills') ? await (await kernel.use('service', 'skills')).find() : undefined;
      const { skills = [], problems = [], untrusted = [] } = found ?? {};
      if (skills.length === 0) line(t('slash-state.no_skills'));
      table(skills.map(({ name, description }) => [`/${name}`, sanitizeLine(clip(description))]));
      for (const folder of untrusted) line(style.yellow(t('slash-state.untrusted', { folder: sanitizeLine(folder) })));
      for (const { file, message } of problems) line(style.yellow(sanitizeLine(`${file}: ${message}`)));
      if (skills.length > 0) line(style.dim(t('slash-state.skills_hint')));
    },
  };
}

function clip(text: string): string {
  return text.length > MAX_DESCRIPTION ? `${text.slice(0, MAX_DESCRIPTION - 1).trimEnd()}…` : text;
}
