import { KernelError } from '../runtime/errors.ts';
import { loadSemver } from './lazy-semver.cjs';
import { API_VERSION, type IndexedPlugin } from './plugin-index.ts';

const KINDS = new Set([
  'wire',
  'provider',
  'tool',
  'agent',
  'mode',
  'policy',
  'store',
  'bridge',
  'frontend',
  'router',
  'gpu',
  'locale',
  'command',
  'service',
]);

type Refuse = (key: string, message: string) => never;

/**
 * Checks what the kernel relies on before it puts a plugin that is not bundled into its catalogue: one bad package.json must not break every start.
 * @throws OC_PLUGIN_MANIFEST naming the key, OC_PLUGIN_INCOMPATIBLE when it was written for another kernel API
 */
export function checkInstalled(plugin: IndexedPlugin, file: string): void {
  const { apiVersion, contributes } = plugin.manifest;
  const refuse: Refuse = (key, message) => {
    throw new KernelError('OC_PLUGIN_MANIFEST', { file, key, message: `opencode.${key}: ${message}` });
  };
  if (!isTable(contributes)) refuse('contributes', 'expected a table of lists, by kind');
  for (const [kind, parts] of Object.entries(contributes) as [string, unknown][]) {
    if (!KINDS.has(kind)) refuse(`contributes.${kind}`, `no such kind; kinds: ${[...KINDS].join(', ')}`);
    if (!Array.isArray(parts)) refuse(`contributes.${kind}`, 'expected a list');
    for (const [i, part] of (parts as unknown[]).entries())
      checkPart(kind, part, (key, message) => refuse(`contributes.${kind}[${i}]${key}`, message));
  }
  for (const key of ['permissions', 'requires', 'activation'] as const) {
    const list: unknown = plugin.manifest[key];
    if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) refuse(key, 'expected a list of texts');
  }
  if (typeof apiVersion !== 'string' || apiVersion.trim() === '*' || loadSemver().validRange(apiVersion) === null) {
    refuse('apiVersion', 'expected a range of kernel API versions such as "^1.0.0"');
  }
  if (!loadSemver().satisfies(API_VERSION, apiVersion)) {
    throw new KernelError('OC_PLUGIN_INCOMPATIBLE', { plugin: plugin.name, range: apiVersion, api: API_VERSION });
  }
}

function checkPart(kind: string, part: unknown, refuse: Refuse): void {
  if (!isTable(part)) refuse('', 'expected a table');
  const { id, description, parameters, permission, readOnly, models, auth, messagesFile } = part as Record<string, unknown>;
  if (typeof id !== 'string' || !/^[a-z0-9][\w.:-]*$/i.test(id)) refuse('.id', 'expected an id of letters, digits, ".", "_" and "-"');
  if (kind === 'tool') {
    if (!/^[\w-]{1,64}$/.test(id)) refuse('.id', 'models take names of at most 64 letters, digits, "_" and "-"');
    if (typeof description !== 'string' || description === '') refuse('.description', 'expected the text that models are told');
    if (!isTable(parameters) || parameters.type !== 'object') refuse('.parameters', 'expected a JSON Schema with "type": "object"');
    if (!['fs.read', 'fs.write', 'exec', 'net', 'session', 'ask'].includes(String(permission))) {
      refuse('.permission', 'expected one of fs.read, fs.write, exec, net, session, ask; it must be there');
    }
    if (typeof readOnly !== 'boolean') refuse('.readOnly', 'expected true (it changes nothing) or false; it must be there');
  }
  if (
    kind === 'locale' &&
    (typeof messagesFile !== 'string' || !/^(?!.*\.\.)[\w./-]+$/.test(messagesFile) || messagesFile.startsWith('/'))
  ) {
    refuse('.messagesFile', 'expected a path inside the plugin');
  }
  if (kind === 'provider') {
    if (!Array.isArray(models)) refuse('.models', 'expected a list');
    if (!isTable(auth)) refuse('.auth', 'expected a table with "type"');
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
