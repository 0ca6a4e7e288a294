import type { PluginContext, SkillText, Tool } from '@ock/kernel';
import type { SkillInput } from './parameters.ts';

/** Only reads, and only below the folder of a skill that was found; a rule may name the skill, `skill(deploy-*)`. It runs nothing. */
export function createSkillTool({ use }: Pick<PluginContext, 'use'>): Tool<SkillInput> {
  return {
    subjects: ({ name }) => [{ action: 'other', what: name }],
    async run({ name, file }, { signal }) {
      signal.throwIfAborted();
      const skills = await use('service', 'skills');
      if (file !== undefined && file !== 'SKILL.md') {
        const text = await skills.readFile(name, file);
        return { text: text || '(empty)', title: `${name}/${file}` };
      }
      const found = await skills.read(name);
      return { text: told(found), title: name, metadata: { skill: name, folder: found.skill.folder } };
    },
  };
}

function told({ skill, body, files }: SkillText): string {
  const lines = [
    `Skill ${skill.name}, in the folder ${skill.folder}: paths in it are relative to that folder, and its scripts are run by their full path.`,
    ...(skill.compatibility ? [`Compatibility: ${skill.compatibility}`] : []),
    ...(files.length > 0 ? [`Further files: ${files.join(', ')}`] : []),
  ];
  return `${lines.join('\n')}\n\n${body.trim() || '(no instructions)'}`;
}
