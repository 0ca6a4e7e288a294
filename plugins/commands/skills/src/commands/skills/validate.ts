import type { SkillProblem } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { problemLine } from '../../problem-line.ts';

interface Validated {
  valid: boolean;
  files: string[];
  problems: SkillProblem[];
}

export default class SkillsValidate extends OcCommand {
  static override summary = 'what is wrong with skills';
  static override examples = ['<%= config.bin %> skills validate .opencode/skills'];
  static override description = 'Without a path: those that are used here. Ends with 1 where one is left out.';
  static override enableJsonFlag = true;
  static override args = {
    path: Args.string({ ignoreStdin: true, description: 'SKILL.md, folder of a skill, or folder of skills' }),
  };

  async run(): Promise<Validated> {
    const { args } = await this.parse(SkillsValidate);
    const kernel = await this.kernel();
    const service = await kernel.use('service', 'skills');
    const { files, problems } = args.path === undefined ? await this.#used(service) : await service.check(args.path);
    const valid = !problems.some(({ level }) => level === 'error');
    for (const problem of problems) this.out(problemLine(problem, this.t));
    this.out(this.t('command-skills.checked', { files: files.length, problems: problems.length }));
    if (!valid) process.exitCode = 1;
    return { valid, files, problems };
  }

  async #used(service: { find(): Promise<{ skills: { file: string }[]; shadowed: { file: string }[]; problems: SkillProblem[] }> }) {
    const { skills, shadowed, problems } = await service.find();
    const files = new Set([...skills, ...shadowed, ...problems].map(({ file }) => file));
    return { files: [...files].sort(), problems };
  }
}
