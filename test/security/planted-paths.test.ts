import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { ended, type Ran, type Sandbox } from '../support/cli.ts';
import { labs } from '../support/run.ts';

/** where files of a project and of the person are looked for */
const NAMES = [
  'AGENTS.md',
  '.env',
  '.mcp.json',
  '.claude/settings.json',
  '.claude/agents/x.md',
  '.claude/skills/x/SKILL.md',
  '.opencode/agents/x.md',
  '.opencode/modes/x.md',
  '.opencode/output-styles/x.md',
  '.opencode/commands/x.md',
  '.opencode/skills/x/SKILL.md',
  '.opencode/skills/y',
  '.opencode/tools/x.ts',
  'docs/sessions',
  'package.json',
  'tsconfig.json',
];
const GLOBAL = ['agents/x.md', 'modes/x.md', 'output-styles/x.md', 'commands/x.md', 'skills/x/SKILL.md', 'AGENTS.md', 'tools/x.ts'];
const COMMANDS = [
  'agent list',
  'mode list',
  'commands list',
  'skills list',
  'tools list',
  'hooks list',
  'mcp list',
  'memory list',
  'permissions list',
];
const PLANTS: Record<string, (path: string) => void> = {
  'links in a circle': (path) => symlinkSync(basename(path), path),
  pipes: (path) => execFileSync('mkfifo', [path]),
  'links to devices': (path) => symlinkSync('/dev/zero', path),
  folders: (path) => void mkdirSync(path),
};

describe('where files of settings, rules and skills are looked for', function () {
  this.timeout(120_000);
  const open = labs();

  const run = async (sandbox: Sandbox, ...args: string[]): Promise<Ran> => {
    const child = sandbox.spawn(args);
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    return ended(child).finally(() => clearTimeout(late));
  };

  for (const [what, plant] of Object.entries(PLANTS))
    it(`${what} bring nothing down and hold nothing up, trusted or not`, async () => {
      const call = {
        toolCalls: [
          { name: 'glob', input: { pattern: '**/*.txt' } },
          { name: 'bash', input: { command: 'echo x > made' } },
        ],
      };
      const { sandbox, fake } = await open({
        handler: ({ body }) => ((body.messages as { role: string }[]).at(-1)?.role === 'tool' ? { text: 'Done.' } : call),
      });
      execFileSync('git', ['init', '-q'], { cwd: sandbox.work });
      writeFileSync(join(sandbox.work, 'a.txt'), 'a\n');
      for (const path of [
        ...NAMES.map((name) => join(sandbox.work, name)),
        ...GLOBAL.map((name) => join(dirname(sandbox.configFile), name)),
        join(sandbox.home, '.claude/agents/x.md'),
      ]) {
        mkdirSync(dirname(path), { recursive: true });
        if (!lstatSync(path, { throwIfNoEntry: false })) plant(path);
      }
      for (const trust of [[], ['--trust']]) {
        const { code, stdout, stderr } = await run(sandbox, 'run', '--auto', ...trust, 'see @a.txt and @AGENTS.md');
        expect(stdout, `${trust} ${stderr}`).to.equal('Done.\n');
        expect(code).to.equal(0);
        expect(JSON.stringify(fake.requests.at(-1)?.body)).to.contain('a.txt');
        for (const command of trust.length > 0 ? COMMANDS : []) {
          const listed = await run(sandbox, ...command.split(' '));
          expect(listed.code, `${command}: ${listed.stderr}`).to.equal(0);
        }
        expect((await run(sandbox, 'trust', 'add', '-y')).signal).to.equal(null);
      }
    });
});
