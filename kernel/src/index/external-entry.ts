import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** levels of nested conditions looked into */
const MAX_DEPTH = 5;

interface Exporting {
  exports?: unknown;
  main?: unknown;
}

/**
 * The JavaScript file that a package from outside exports: the first existing target of its `.` export, else `main`, else `index.js`.
 * @returns a path below `root`, or undefined when the package has no code
 */
export function externalEntry(root: string, { exports, main }: Exporting): string | undefined {
  const dot = typeof exports === 'object' && exports !== null && '.' in exports ? exports['.'] : exports;
  return [...targets(dot, 0), main, 'index.js'].find(
    (path): path is string =>
      typeof path === 'string' && /\.[cm]?js$/.test(path) && !path.split(/[\\/]/).includes('..') && existsSync(join(root, path)),
  );
}

function targets(value: unknown, depth: number): unknown[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([condition, target]) =>
    condition.startsWith('.') || condition === 'types' ? [] : targets(target, depth + 1),
  );
}
