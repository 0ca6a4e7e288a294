import { type SkillProblem, sanitizeLine, type Translate } from '@ock/kernel';

/** One problem for people. */
export function problemLine({ file, level, message }: SkillProblem, t: Translate): string {
  return sanitizeLine(`${file}: ${t(`command-skills.${level}`)}: ${message}`);
}
