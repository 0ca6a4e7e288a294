import type { KeyPath } from './key-path.ts';
import { isTable, type TomlTable } from './toml.ts';

/** Sets a value in a tree, in place, making tables on the way (a value in the way gives way). `__proto__` is never followed. */
export function setAt(root: TomlTable, path: KeyPath, value: unknown): void {
  let node: TomlTable | unknown[] = root;
  for (const key of path.slice(0, -1)) {
    if (key === '__proto__') return;
    const next: unknown = Object.hasOwn(node, key) ? (node as TomlTable)[key] : undefined;
    const table: TomlTable | unknown[] = isTable(next) || Array.isArray(next) ? next : {};
    (node as TomlTable)[key] = table;
    node = table;
  }
  const last = path.at(-1);
  if (last !== undefined && last !== '__proto__') (node as TomlTable)[last] = value;
}

/** Removes what stands at a path, in place. Returns false when there was nothing. */
export function removeAt(root: TomlTable, path: KeyPath): boolean {
  let node: unknown = root;
  for (const key of path.slice(0, -1)) {
    if (node === null || typeof node !== 'object' || !Object.hasOwn(node, key)) return false;
    node = (node as TomlTable)[key];
  }
  const last = path.at(-1) ?? '';
  if (Array.isArray(node)) return node.splice(Number(last), 1).length > 0;
  return node !== null && typeof node === 'object' && Object.hasOwn(node, last) && delete (node as TomlTable)[last];
}
