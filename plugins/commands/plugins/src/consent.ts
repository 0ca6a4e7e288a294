import { type IndexedPlugin, KernelError, sanitizeLine, type Translate } from '@ock/kernel';
import { answered, type Prompt } from '@ock/kernel/command';
import { partsOf } from './describe.ts';

export interface Request {
  plugin: IndexedPlugin;
  /** where it comes from */
  from: string;
  /** everything it would be granted */
  permissions: string[];
  /** what an earlier version was granted already */
  before: string[];
  /** parts that work only with `inline`, when that is not granted */
  idle: string[];
}

/** Shows on stderr what a plugin is and wants. */
export function showRequest({ plugin, from, permissions, before, idle }: Request, t: Translate, note: (text: string) => void): void {
  const list = (items: readonly string[]) => items.map((item) => sanitizeLine(item)).join(', ');
  note(
    t('command-plugins.about', {
      name: sanitizeLine(plugin.name),
      version: sanitizeLine(plugin.version),
      description: sanitizeLine(plugin.description ?? ''),
    }),
  );
  note(t('command-plugins.from', { from: sanitizeLine(from) }));
  note(t('command-plugins.contributes', { parts: list(partsOf(plugin)) || t('command-plugins.nothing') }));
  if (permissions.length === 0) note(t('command-plugins.no_permissions'));
  for (const permission of permissions) {
    const words = explain(permission, t);
    note(
      t(before.includes(permission) ? 'command-plugins.permission_kept' : 'command-plugins.permission', {
        permission: sanitizeLine(permission),
        words,
      }),
    );
  }
  note(t(permissions.includes('inline') ? 'command-plugins.runs_inline' : 'command-plugins.runs_apart'));
  if (idle.length > 0) note(t('command-plugins.idle', { parts: list(idle) }));
}

function explain(permission: string, t: Translate): string {
  const [type, ...rest] = permission.split(':');
  const key = `command-plugins.means_${(type ?? '').replace('.', '_')}`;
  const words = t(key, { what: sanitizeLine(rest.join(':')) });
  return words === key ? '' : words;
}

/**
 * Has the person agree. Without a terminal nobody can: `--yes` is needed.
 * @throws OC_PLUGIN_UNTRUSTED (exit 54) when nobody agrees, OC_INTERRUPTED
 */
export async function agree(request: Request, yes: boolean, t: Translate): Promise<void> {
  if (yes) return;
  const plugin = request.plugin.name;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new KernelError('OC_PLUGIN_UNTRUSTED', { plugin, message: t('command-plugins.needs_yes') });
  const { default: enquirer } = await import('enquirer');
  const { Confirm } = enquirer as unknown as { Confirm: new (options: object) => Prompt<boolean> };
  const prompt = new Confirm({
    name: 'agree',
    message: t('command-plugins.agree', { name: sanitizeLine(plugin) }),
    initial: false,
    stdout: process.stderr,
  });
  const agreed = await answered(prompt);
  if (!agreed) throw new KernelError('OC_PLUGIN_UNTRUSTED', { plugin, message: t('command-plugins.declined') });
}
