import type { KeyPath } from './key-path.ts';
import { lineAt, scanToml } from './toml-scan.ts';

/** The line (from 1) where a key stands, or where the table that should hold it begins; 1 when neither is written. */
export function locate(text: string, path: KeyPath): number {
  const entries = scanToml(text);
  for (let length = path.length; length > 0; length--) {
    const wanted = path.slice(0, length);
    const found =
      entries.find((entry) => same(entry.path, wanted)) ??
      (length === path.length ? entries.find((entry) => startsWith(entry.path, wanted)) : undefined);
    if (found) return lineAt(text, found.start);
  }
  return 1;
}

export function same(a: KeyPath, b: KeyPath): boolean {
  return a.length === b.length && startsWith(a, b);
}

export function startsWith(path: KeyPath, prefix: KeyPath): boolean {
  return path.length >= prefix.length && prefix.every((key, i) => path[i] === key);
}
