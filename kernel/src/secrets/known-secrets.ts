import { configuredProviders, providerSettings } from '../config/provider-settings.ts';
import { isSecretKey } from '../config/secrets.ts';
import { isTable } from '../config/toml.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { addSecret } from '../runtime/redact.ts';
import { isSecretName, OWN_SECRETS } from './secret-names.ts';

const REFERENCE = /\{env:([^}]+)\}/g;
/** characters a value under an ordinary name must have to count as a key */
const MIN_UNNAMED = 16;
/** shorter values stand for "none", and other variables may well have the same */
const MIN_VALUE = 8;

export interface KnownSecrets {
  /** environment variables that hold a key */
  names: ReadonlySet<string>;
  values: ReadonlySet<string>;
}

const cache = new WeakMap<Kernel, KnownSecrets>();

/**
 * Every key there is, used or not: of all providers and of others, in the environment, the configuration and the key file. They are registered for redaction,
 * because a tool can come across any of them. Gathered once.
 */
export function knownSecrets(kernel: Kernel): KnownSecrets {
  let known = cache.get(kernel);
  if (known) return known;
  const { config } = kernel.config;
  const { env } = kernel.options;
  const names = new Set([...OWN_SECRETS, ...kernel.list('provider').flatMap(({ auth }) => auth.env ?? [])]);
  for (const id of configuredProviders(config)) {
    const name = providerSettings(config, id)?.api_key_env;
    if (name) names.add(name);
  }
  const values = new Set<string>();
  for (const id of configuredProviders(config)) values.add(configuredKey(kernel, id));
  for (const table of [config.provider, config.mcp, config.plugins, config.server, config.tool]) collect(table, [], names, values);
  for (const name of names) values.add(env[name]?.trim() ?? '');
  for (const [name, value = ''] of Object.entries(env)) if (isSecretName(name) && looksLikeKey(value.trim())) values.add(value.trim());
  for (const key of storedKeys(kernel)) values.add(key);
  for (const value of values) {
    if (value.length < MIN_VALUE) values.delete(value);
    else addSecret(value);
  }
  known = { names, values };
  cache.set(kernel, known);
  return known;
}

function collect(value: unknown, path: string[], names: Set<string>, values: Set<string>): void {
  if (typeof value === 'string') {
    for (const [, name] of value.matchAll(REFERENCE)) if (name) names.add(name);
    const named = isSecretKey(path.filter((key) => key !== 'headers' && key !== 'env'));
    if (!isSecretKey(path) || value.includes('{') || !(named || looksLikeKey(value))) return;
    values.add(value.trim());
    // "Bearer KEY": the key alone as well
    values.add(value.trim().split(/\s+/).at(-1) ?? '');
  } else if (Array.isArray(value)) value.forEach((item, at) => void collect(item, [...path, String(at)], names, values));
  else if (isTable(value)) for (const [key, item] of Object.entries(value)) collect(item, [...path, key], names, values);
}

/** Headers and variables also hold words, paths and addresses, which must stay readable. */
function looksLikeKey(value: string): boolean {
  return value.length >= MIN_UNNAMED && !/[\s/\\]/.test(value) && /\d.*\d.*\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Also one that stands in a file of its own. */
function configuredKey(kernel: Kernel, id: string): string {
  try {
    return kernel.keys.get(id, []) ?? '';
  } catch {
    // a key file that is missing is reported when the provider is used
    return '';
  }
}

function storedKeys(kernel: Kernel): string[] {
  try {
    return kernel.keys.secrets();
  } catch {
    // a broken key file is reported by what needs a key of it
    return [];
  }
}
