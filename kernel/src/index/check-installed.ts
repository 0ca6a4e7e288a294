import { type ErrorDetails, KernelError } from '../runtime/errors.ts';
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
  'theme',
  'slash',
  'sandbox',
  'command',
  'service',
]);

/** @param because key of the catalogue */
type Refuse = (key: string, because: string, more?: ErrorDetails) => never;

/**
 * Checks what the kernel relies on before it puts a plugin that is not bundled into its catalogue: one bad package.json must not break every start.
 * @throws OC_PLUGIN_MANIFEST naming the key, OC_PLUGIN_INCOMPATIBLE when it was written for another kernel API
 */
export function checkInstalled(plugin: IndexedPlugin, file: string): void {
  const { apiVersion, contributes } = plugin.manifest;
  const refuse: Refuse = (key, because, more) => {
    throw new KernelError('OC_PLUGIN_MANIFEST', { file, key, because, ...more });
  };
  if (!isTable(contributes)) refuse('contributes', 'manifest.no_contributions');
  for (const [kind, parts] of Object.entries(contributes) as [string, unknown][]) {
    if (!KINDS.has(kind)) refuse(`contributes.${kind}`, 'manifest.unknown_kind', { kinds: [...KINDS].join(', ') });
    if (!Array.isArray(parts)) refuse(`contributes.${kind}`, 'manifest.no_list');
    for (const [i, part] of (parts as unknown[]).entries())
      checkPart(kind, part, (key, because) => refuse(`contributes.${kind}[${i}]${key}`, because));
  }
  for (const key of ['permissions', 'requires', 'activation'] as const) {
    const list: unknown = plugin.manifest[key];
    if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) refuse(key, 'manifest.no_texts');
  }
  if (typeof apiVersion !== 'string' || apiVersion.trim() === '*' || loadSemver().validRange(apiVersion) === null) {
    refuse('apiVersion', 'manifest.no_range');
  }
  if (!loadSemver().satisfies(API_VERSION, apiVersion)) {
    throw new KernelError('OC_PLUGIN_INCOMPATIBLE', { plugin: plugin.name, range: apiVersion, api: API_VERSION });
  }
}

function checkPart(kind: string, part: unknown, refuse: Refuse): void {
  if (!isTable(part)) refuse('', 'manifest.no_table');
  const { id, description, parameters, permission, readOnly, models, insteadOf, auth, messagesFile } = part as Record<string, unknown>;
  if (typeof id !== 'string' || !/^[a-z0-9][\w.:-]*$/i.test(id)) refuse('.id', 'manifest.bad_id');
  if (kind === 'tool') {
    if (!/^[\w-]{1,64}$/.test(id)) refuse('.id', 'manifest.bad_tool_id');
    if (typeof description !== 'string' || description === '') refuse('.description', 'manifest.no_description');
    if (!isTable(parameters) || parameters.type !== 'object') refuse('.parameters', 'manifest.bad_parameters');
    if (!['fs.read', 'fs.write', 'exec', 'net', 'session', 'ask'].includes(String(permission))) {
      refuse('.permission', 'manifest.bad_permission');
    }
    if (typeof readOnly !== 'boolean') refuse('.readOnly', 'manifest.no_read_only');
    if (models !== undefined && !Array.isArray(models)) refuse('.models', 'manifest.no_list');
    if (insteadOf !== undefined && !Array.isArray(insteadOf)) refuse('.insteadOf', 'manifest.no_list');
  }
  if (
    kind === 'locale' &&
    messagesFile !== undefined &&
    (typeof messagesFile !== 'string' || !/^(?!.*\.\.)[\w./-]+$/.test(messagesFile) || messagesFile.startsWith('/'))
  ) {
    refuse('.messagesFile', 'manifest.bad_path');
  }
  if (kind === 'provider') {
    if (!Array.isArray(models)) refuse('.models', 'manifest.no_list');
    if (!isTable(auth)) refuse('.auth', 'manifest.no_auth');
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
