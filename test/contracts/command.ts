import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { basics, type ContractOptions, contractOptions, expectFragment } from './basics.ts';

interface CommandClass {
  summary?: string;
  description?: string;
  examples?: unknown[];
  flags?: Record<string, { summary?: string; description?: string; hidden?: boolean }>;
  args?: Record<string, { description?: string }>;
  baseFlags?: Record<string, unknown>;
  hidden?: boolean;
  prototype: { run?: unknown };
}

/** What every plugin of commands promises: the path below `src/commands` is the id. @param given the plugin's folder, or more */
export function commandContract(given: ContractOptions | string | URL): void {
  const { dir, id } = contractOptions(given);
  const folder = join(dir, 'src/commands');
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .sort()
    : [];

  describe(`command plugin ${id} keeps the contract`, () => {
    basics(dir, 'command', id, existsSync(join(dir, 'src/index.ts')) ? 'code' : 'data');

    it('has commands', () => {
      expect(files).not.to.deep.equal([]);
    });

    for (const file of files) {
      const command = file
        .replace(/\.ts$/, '')
        .split(sep)
        .filter((word, at, words) => word !== 'index' || (at === 0 && words.length > 1))
        .join(' ');

      describe(`opencode ${command}`, () => {
        const load = async () => ((await import(pathToFileURL(join(folder, file)).href)) as { default: CommandClass }).default;

        it('is a command with the global flags', async () => {
          const { prototype, baseFlags } = await load();
          expect(prototype.run).to.be.a('function');
          expect(Object.keys(baseFlags ?? {})).to.include.members(['profile', 'model', 'dir']);
        });

        it('says in fragments what it and its flags do', async () => {
          const { summary, flags = {}, args = {}, hidden } = await load();
          if (!hidden) expectFragment(summary, 'summary');
          for (const [name, flag] of Object.entries(flags)) if (!flag.hidden) expectFragment(flag.summary ?? flag.description, `--${name}`);
          for (const [name, arg] of Object.entries(args)) expectFragment(arg.description, name);
        });
      });
    }
  });
}
