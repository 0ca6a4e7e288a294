import { serviceContract } from '../../../../test/contracts/service.ts';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { type SkillLab, skillLab, skillText } from './skill-lab.ts';

describe('the plugin of skills', () => {
  let lab: SkillLab;
  const parts: Record<string, unknown> = {};
  before(async () => {
    lab = await skillLab();
    lab.put(`${lab.work}/.opencode/skills/build/SKILL.md`, skillText('build'));
    lab.put(`${lab.work}/.opencode/skills/build/notes.md`, 'Notes.\n');
    parts['service:skills'] = lab.skills;
  });
  after(() => lab.close());

  toolContract({
    pluginDir: new URL('..', import.meta.url),
    parts,
    input: { name: 'build', file: 'notes.md' },
    failing: { name: 'none' },
  });
  serviceContract({
    pluginDir: new URL('..', import.meta.url),
    id: 'skills',
    methods: ['find', 'lines', 'read', 'readFile', 'check'],
  });
});
