import { join } from 'node:path';
import { KernelError, type ListedRule, type Paths, type PluginContext, resolvePath } from '@ock/kernel';
import { diskFolds } from './folding.ts';
import { type Effect, parseRule, prefixRule, type Rule } from './rules.ts';

/** What the policy takes from configuration, read once when a session starts. */
export interface Settings {
  readonly rules: readonly Rule[];
  /** the same rules, with where they stand */
  readonly listed: readonly ListedRule[];
  /** the administrator lists what is allowed, and denies the rest: nobody adds to it */
  readonly sealed: boolean;
  /** our own folders: configuration, and data with keys and sessions */
  readonly own: readonly string[];
  /** where whole outputs of tools are kept, a folder for each session */
  readonly outputs: string;
  /** whether the disk takes upper and lower case for the same there */
  folds(path: string, known?: Map<string, boolean>): boolean;
}

type Loaded = PluginContext['kernel']['config'];
type Permissions = Record<string, unknown>;

const as = (effect: Effect) => (text: string) => parseRule(text, effect);
/** Lists of rules, in the order in which they count. */
const LISTS: [key: string, make: (text: string) => Rule, addsUp: boolean][] = [
  ['deny', as('deny'), true],
  ['ask', as('ask'), true],
  ['allow', as('allow'), false],
  ['auto_approve_tools', as('allow'), false],
  ['bash_allow', prefixRule, false],
  ['auto_approve_bash_patterns', prefixRule, false],
];
const SWITCHES: [key: string, rule: string][] = [
  ['ask_before_bash', 'bash'],
  ['ask_before_edit', 'edit'],
];

/** Reads `[permissions]`. @throws OC_CONFIG_TYPE that names the rule, its key and its file */
export function readSettings({ config, paths }: { config: Loaded; paths: Paths }): Settings {
  const sealed = isSealed(config);
  const pairs = LISTS.flatMap(([key, make, addsUp]) => listRules(config, key, make, addsUp));
  const permissions = (config.config.permissions ?? {}) as Permissions;
  for (const [key, rule] of SWITCHES) {
    if (permissions[key] !== false) continue;
    const { layer = 'builtin', file } = config.origin(['permissions', key]) ?? {};
    pairs.push([parseRule(rule, 'allow'), { effect: 'allow', rule, key, layer, ...(file && { file }) }]);
  }
  const counting = sealed
    ? pairs.filter(([, { effect, layer }]) => effect !== 'allow' || layer === 'managed' || layer === 'builtin')
    : pairs;
  return { ...atPlaces(paths), sealed, rules: counting.map(([rule]) => rule), listed: counting.map(([, listed]) => listed) };
}

/** Mode `deny` and a list of what is allowed, both the administrator's. */
function isSealed(config: Loaded): boolean {
  const managed = (key: string): unknown[] =>
    config.said(['permissions', key]).flatMap(({ origin, value }) => (origin.layer === 'managed' ? [value] : []));
  return managed('mode').includes('deny') && LISTS.some(([key, , addsUp]) => !addsUp && managed(key).length > 0);
}

/** The settings of rules that stand alone, without those of configuration. @throws OC_INPUT that names the rule */
export function settingsOf(permissions: Permissions, paths: Paths): Settings {
  const rules = LISTS.flatMap(([key, make]) => textsOf(permissions[key]).map(make));
  for (const [key, rule] of SWITCHES) if (permissions[key] === false) rules.push(parseRule(rule, 'allow'));
  return { ...atPlaces(paths), sealed: false, rules, listed: [] };
}

function atPlaces(paths: Paths): Pick<Settings, 'own' | 'outputs' | 'folds'> {
  return {
    own: [paths.config, paths.data, paths.state].map((path) => resolvePath(path, '/')),
    outputs: resolvePath(join(paths.data, 'tool-output'), '/'),
    folds: diskFolds,
  };
}

function listRules(config: Loaded, key: string, make: (text: string) => Rule, addsUp: boolean): [Rule, ListedRule][] {
  const said = config.said(['permissions', key]);
  const seen = new Set<string>();
  return (addsUp ? said.toReversed() : said.slice(-1)).flatMap(({ origin: { layer, file }, value }) =>
    textsOf(value).flatMap((text): [Rule, ListedRule][] => {
      if (seen.has(text)) return [];
      seen.add(text);
      try {
        const rule = make(text);
        const managed = layer === 'managed' ? { managed: true } : {};
        return [
          [
            { ...rule, ...managed },
            {
              effect: rule.effect,
              rule: text,
              ...(rule.text !== text.trim() && { inForce: rule.text }),
              key,
              layer,
              ...(file && { file }),
            },
          ],
        ];
      } catch (cause) {
        const details = { line: '?', key: `permissions.${key}`, expected: 'tool or tool(pattern)', got: `"${text}"` };
        throw new KernelError('OC_CONFIG_TYPE', { file: file ?? 'opencode.toml', ...details }, { cause });
      }
    }),
  );
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value : [];
}
