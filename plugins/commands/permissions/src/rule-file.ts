import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Kernel, KernelError } from '@ock/kernel';
import { changeConfigFile, FILE_NAME, projectFolders, readConfigValue } from '@ock/kernel/config';

export type Effect = 'allow' | 'ask' | 'deny';

/** The file that rules of this scope are written to. */
export function ruleFile(kernel: Kernel, scope: 'user' | 'project'): string {
  if (scope === 'user') return join(kernel.paths.config, FILE_NAME);
  const nearest = kernel.config.files.findLast(({ layer, status, path }) => layer === 'project' && status !== 'absent' && existsSync(path));
  return nearest?.path ?? join(projectFolders(kernel.cwd)[0] ?? kernel.cwd, FILE_NAME);
}

/** @returns false when it stands there already. @throws OC_CONFIG_* */
export async function addToFile(kernel: Kernel, file: string, effect: Effect, rule: string): Promise<boolean> {
  const value = (now: unknown) => [...new Set([...listed(now, file, effect), rule])];
  return changeConfigFile(file, [{ path: ['permissions', effect], value }], kernel.config.schema(), kernel.paths);
}

/** @returns from which lists of the file it went. @throws OC_CONFIG_* */
export async function removeFromFile(kernel: Kernel, file: string, rule: string): Promise<Effect[]> {
  const removed: Effect[] = [];
  for (const effect of ['allow', 'ask', 'deny'] as const) {
    const rules = await rulesIn(file, effect);
    if (!rules.includes(rule)) continue;
    const value = (now: unknown) => {
      const rest = listed(now, file, effect).filter((one) => one !== rule);
      return rest.length > 0 ? rest : undefined;
    };
    await changeConfigFile(file, [{ path: ['permissions', effect], value }], kernel.config.schema(), kernel.paths);
    removed.push(effect);
  }
  return removed;
}

async function rulesIn(file: string, effect: Effect): Promise<string[]> {
  return listed(await readConfigValue(file, ['permissions', effect]), file, effect);
}

function listed(value: unknown, file: string, effect: Effect): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value))
    throw new KernelError('OC_INPUT', { because: 'command-permissions.no_list', file, key: `permissions.${effect}` });
  return value.filter((rule) => typeof rule === 'string');
}
