import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PluginContext, SkillsService, Tool } from '@ock/kernel';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';

export interface SkillLab {
  home: string;
  /** a git project */
  work: string;
  notices: string[];
  skills: SkillsService;
  tool: Tool<{ name: string; file?: string }>;
  /** @param path below home or work, absolute */
  put(path: string, text: string): string;
  close(): void;
}

/** The plugin over a home and a project of its own. @param trusted is the project? */
export async function skillLab(trusted = true): Promise<SkillLab> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'ock-skills-')));
  const [home, work] = [join(base, 'home'), join(base, 'work')];
  for (const dir of [home, join(work, '.git'), join(work, 'sub')]) mkdirSync(dir, { recursive: true });
  const notices: string[] = [];
  const kernel = {
    cwd: join(work, 'sub'),
    paths: { config: join(home, '.config/opencode') },
    options: { env: { HOME: home } },
    config: { trusts: () => trusted },
    emit: ({ text }: { text: string }) => void notices.push(text),
  };
  const parts: Record<string, unknown> = {};
  const plugin = await activatePlugin(new URL('..', import.meta.url), { parts, context: { kernel } as unknown as Partial<PluginContext> });
  parts['service:skills'] = plugin.registered.get('service:skills');
  return {
    home,
    work,
    notices,
    skills: plugin.registered.get('service:skills') as SkillsService,
    tool: plugin.registered.get('tool:skill') as SkillLab['tool'],
    put(path, text) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    close: () => rmSync(base, { recursive: true, force: true }),
  };
}

export function skillText(name: string, description = `what ${name} does`, body = `Do ${name}.`): string {
  return `---\nname: ${name}\ndescription: ${description}\n---\n${body}\n`;
}
