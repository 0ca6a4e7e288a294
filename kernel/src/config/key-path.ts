import { KernelError } from '../runtime/errors.ts';
import { formatKey } from './toml.ts';

export type KeyPath = readonly string[];

const PART = /\s*(?:([A-Za-z0-9_-]+)|"((?:[^"\\]|\\.)*)"|'([^']*)')\s*(\.|$)/y;

/** `provider.openai.model`, `models."openai/gpt-4o".context`: TOML's dotted keys. @throws OC_CONFIG_KEY when it is none */
export function parseKeyPath(text: string): string[] {
  const path: string[] = [];
  PART.lastIndex = 0;
  while (path.length < 32) {
    const match = PART.exec(text);
    if (!match) break;
    const [, bare, basic, literal, end] = match;
    path.push(bare ?? literal ?? unescaped(basic ?? '', text));
    if (end === '') return path;
  }
  throw new KernelError('OC_CONFIG_KEY', { key: text });
}

export function formatKeyPath(path: KeyPath): string {
  return path.map(formatKey).join('.');
}

/** The value at a path; undefined where there is none. Never looks at inherited properties. */
export function valueAt(root: unknown, path: KeyPath): unknown {
  let value = root;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function unescaped(body: string, whole: string): string {
  try {
    return JSON.parse(`"${body}"`) as string;
  } catch (cause) {
    throw new KernelError('OC_CONFIG_KEY', { key: whole }, { cause });
  }
}
