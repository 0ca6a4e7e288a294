import type { FoundSkills } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';
import { problemLine } from '../../problem-line.ts';

export default class SkillsList extends OcCommand {
  static override summary = 'skills that models are told of';
  static override examples = ['<%= config.bin %> skills list'];
  static override enableJsonFlag = true;

  async run(): Promise<FoundSkills> {
    await this.parse(SkillsList);
    const kernel = await this.kernel();
    const found = await (await kernel.use('service', 'skills')).find();
    const { skills, shadowed, problems, untrusted } = found;
    if (skills.length === 0) this.out(this.t('command-skills.none'));
    const cells = skills.map(({ name, scope, folder, description }) => [
      name,
      this.t(`command-skills.${scope}`),
      folder,
      clip(description),
    ]);
    for (const line of table(cells)) this.out(line);
    for (const { name, file } of shadowed) this.note(this.t('command-skills.shadowed', { name, file }));
    for (const folder of untrusted) this.note(this.t('command-skills.untrusted', { folder }));
    for (const problem of problems) this.note(problemLine(problem, this.t));
    return found;
  }
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80).trimEnd()}…` : text;
}
