import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

const require = createRequire(import.meta.url);
/** Built-ins that take milliseconds to load and that most runs, or their first moments, do without. */
const COSTLY = ['node:crypto', 'node:child_process', 'node:readline', 'crypto', 'child_process', 'readline'];

/** Functions of costly built-ins load their module when they are first called. Classes and constants are not reached this way. */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    build.onResolve({ filter: /^(node:)?(crypto|child_process|readline)$/ }, ({ path, kind }) =>
      kind === 'import-statement' && COSTLY.includes(path) ? { path, namespace: 'lazy-builtin' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => {
      const module = require(path) as Record<string, unknown>;
      const names = Object.keys(module).filter((name) => typeof module[name] === 'function' && /^[a-z]\w*$/.test(name));
      const lines = names.map((name) => `export const ${name} = (...args) => get().${name}(...args);`);
      const get = `const get = () => process.getBuiltinModule(${JSON.stringify(path)});`;
      return { contents: [get, ...lines, 'export default new Proxy({}, { get: (_target, key) => get()[key] });'].join('\n'), loader: 'js' };
    });
  },
};
