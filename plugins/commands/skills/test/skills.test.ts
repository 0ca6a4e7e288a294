import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FoundSkills, SkillText } from '../../../../kernel/src/index.ts';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('opencode skills', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  const put = (root: string, name: string, text: string) => {
    mkdirSync(join(root, name), { recursive: true });
    writeFileSync(join(root, name, 'SKILL.md'), text);
  };
  const skill = (name: string) => `---\nname: ${name}\ndescription: does ${name}\n---\nThe steps of ${name}.\n`;
  const project = () => join(sandbox.work, '.agents/skills');
  const skills = (...args: string[]) => sandbox.run(['skills', ...args]);

  it('list says where there may be some when there are none', async () => {
    const { stdout, code } = await skills('list');
    expect(code).to.equal(0);
    expect(stdout).to.include('.agents/skills');
  });

  it('list, and which are left out for want of trust', async () => {
    put(project(), 'build', skill('build'));
    put(join(sandbox.home, '.claude/skills'), 'mine', skill('mine'));
    const untrusted = await skills('list');
    expect(untrusted.stdout)
      .to.match(/^mine +yours +\S+mine +does mine$/m)
      .and.not.include('build');
    expect(untrusted.stderr).to.include('not trusted').and.include(project());
    const found = JSON.parse((await skills('list', '--json', '--trust')).stdout) as FoundSkills;
    expect(found.skills.map(({ name, scope }) => `${name} ${scope}`)).to.deep.equal(['build project', 'mine user']);
  });

  it('show one', async () => {
    put(project(), 'build', skill('build'));
    const { stdout } = await skills('show', 'build', '--trust');
    expect(stdout).to.include('Name: build').and.include('The steps of build.');
    expect((JSON.parse((await skills('show', 'build', '--trust', '--json')).stdout) as SkillText).body).to.equal('The steps of build.\n');
    const wrong = await skills('show', 'biuld', '--trust');
    expect(wrong.code).to.equal(42);
    expect(wrong.stderr).to.include('did you mean build?');
  });

  it('validate those here, or those of a path, trusted or not', async () => {
    put(project(), 'build', skill('build'));
    expect(await skills('validate')).to.include({ code: 0 });
    put(project(), 'bad', '# no head');
    const here = await skills('validate', '--trust');
    expect(here.code).to.equal(1);
    expect(here.stdout).to.include('bad/SKILL.md: left out:').and.include('2 checked, problems: 1');
    expect((await skills('validate', '.agents/skills/build')).code).to.equal(0);
    expect(JSON.parse((await skills('validate', '.agents/skills', '--json')).stdout)).to.include({ valid: false });
    expect((await skills('validate', 'nowhere')).stderr).to.include('there is no SKILL.md');
  });
});
