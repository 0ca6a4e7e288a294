import { join } from 'node:path';
import { KernelError, type PluginContext, resolvePath } from '@ock/kernel';
import { type Effect, parseRule, prefixRule, type Rule } from './rules.ts';

/** What the policy takes from configuration, read once when a session starts. */
export interface Settings {
  readonly rules: readonly Rule[];
  /** our own folders: configuration, and data with keys and sessions */
  readonly own: readonly string[];
  /** folders whose files may be read wherever they lie */
  readonly readable: readonly string[];
}

/** Reads `[permissions]`. @throws OC_CONFIG_TYPE that names the rule, its key and its file */
export function readSettings({ config: loaded, paths }: PluginContext['kernel']): Settings {
  const permissions = loaded.config.permissions ?? {};
  const read = (key: keyof typeof permissions, make: (text: string) => Rule): Rule[] => {
    const value = permissions[key];
    return (Array.isArray(value) ? value : []).map((text) => {
      try {
        return make(text);
      } catch (error) {
        const file = loaded.origin(['permissions', key])?.file ?? 'opencode.toml';
        throw new KernelError(
          'OC_CONFIG_TYPE',
          { file, line: '?', key: `permissions.${key}`, expected: 'tool or tool(pattern)', got: `"${text}"` },
          { cause: error },
        );
      }
    });
  };
  const as = (effect: Effect) => (text: string) => parseRule(text, effect);
  return {
    rules: [
      ...read('deny', as('deny')),
      ...read('ask', as('ask')),
      ...read('allow', as('allow')),
      ...read('auto_approve_tools', as('allow')),
      ...read('bash_allow', prefixRule),
      ...read('auto_approve_bash_patterns', prefixRule),
      ...(permissions.ask_before_bash === false ? [parseRule('bash', 'allow')] : []),
      ...(permissions.ask_before_edit === false ? [parseRule('edit', 'allow')] : []),
    ],
    own: [paths.config, paths.data, paths.state].map((path) => resolvePath(path, '/')),
    readable: [resolvePath(join(paths.data, 'tool-output'), '/')],
  };
}
