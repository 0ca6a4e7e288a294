import { REDACTED, redact } from '../runtime/redact.ts';
import type { KeyPath } from './key-path.ts';
import { isTable } from './toml.ts';

const TELLING =
  /(^|[_-])(key|apikey|token|tokens|secret|secrets|password|passwd|passphrase|credential|credentials|authorization|cookie)([_-]|$)/i;
const HARMLESS = /(_env|_command|^max_tokens|_token_count|^cost_per_\w+)$/i;

/** True where a text must not be shown: a telling name, HTTP headers, the environment handed to a program. */
export function isSecretKey(path: KeyPath): boolean {
  if (path.includes('headers') || path.includes('env')) return true;
  return path.some((key) => !HARMLESS.test(key) && (TELLING.test(key) || /[a-z](Key|Token|Secret|Password)$/.test(key)));
}

/** A copy fit to be shown: texts at secret paths are masked, passwords in addresses and keys of known shape as well. */
export function maskSecrets(value: unknown, path: KeyPath = []): unknown {
  if (typeof value === 'string') return isSecretKey(path) ? REDACTED : redact(value);
  if (Array.isArray(value)) return value.map((item, i) => maskSecrets(item, [...path, String(i)]));
  if (isTable(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskSecrets(item, [...path, key])]));
  return value;
}
