import { KernelError, near, type SkillText, sanitize } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';

export default class SkillsShow extends OcCommand {
  static override summary = 'what a skill tells a model';
  static override examples = ['<%= config.bin %> skills show release-notes'];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'skill' }) };

  async run(): Promise<SkillText> {
    const { args } = await this.parse(SkillsShow);
    const kernel = await this.kernel();
    const service = await kernel.use('service', 'skills');
    const names = (await service.find()).skills.map(({ name }) => name);
    if (!names.includes(args.name)) {
      const meant = near(args.name, names);
      throw new KernelError('OC_INPUT', { because: `command-skills.${meant ? 'unknown_near' : 'unknown'}`, name: args.name, near: meant });
    }
    const text = await service.read(args.name);
    const { skill, body, files } = text;
    const facts = [
      ['name', skill.name],
      ['description', skill.description],
      ['folder', skill.folder],
      ['license', skill.license],
      ['compatibility', skill.compatibility],
      ['allowed_tools', skill.allowedTools?.join(' ')],
      [
        'metadata',
        skill.metadata &&
          Object.entries(skill.metadata)
            .map(([key, value]) => `${key}=${value}`)
            .join(' '),
      ],
      ['files', files.length > 0 ? files.join(', ') : undefined],
    ] as const;
    for (const [key, value] of facts) if (value !== undefined) this.out(`${this.t(`command-skills.field_${key}`)}: ${sanitize(value)}`);
    this.out(`\n${process.stdout.isTTY ? sanitize(body) : body}`);
    return text;
  }
}
