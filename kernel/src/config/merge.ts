import type { KeyPath } from './key-path.ts';
import { isTable, type TomlTable } from './toml.ts';

/** Lists that add up over the layers instead of replacing each other: a lower layer's prohibitions and hooks stay. */
const ADDING_UP = /^(permissions\.(deny|ask)|hooks\.\w+)$/;

/** Merges `over` into `target`, in place: tables deeply, everything else replaces. `over` is copied, never shared. */
export function mergeInto(target: TomlTable, over: TomlTable, path: KeyPath = []): void {
  for (const [key, value] of Object.entries(over)) {
    if (key === '__proto__' || value === undefined) continue;
    const before = target[key];
    if (isTable(value)) {
      const table = isTable(before) ? before : {};
      mergeInto(table, value, [...path, key]);
      target[key] = table;
    } else if (Array.isArray(value) && Array.isArray(before) && ADDING_UP.test([...path, key].join('.'))) {
      target[key] = [...new Set([...before, ...value])];
    } else target[key] = copy(value);
  }
}

/** A deep copy of tables and lists; scalars and dates are shared. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (!isTable(value)) return value;
  const table: TomlTable = {};
  mergeInto(table, value);
  return table as T;
}

/** Merged copies, later tables win. */
export function merged(...tables: readonly TomlTable[]): TomlTable {
  const result: TomlTable = {};
  for (const table of tables) mergeInto(result, table);
  return result;
}

export function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
