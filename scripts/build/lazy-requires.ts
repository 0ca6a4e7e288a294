import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Top-level `const x = require("package")`, with or without TypeScript's interop helper, of a package or of a costly built-in. */
const REQUIRE =
  /^const (\w+) = (__importDefault\(|__importStar\()?require\("((?!node:|\.)[^"]+|node:(?:readline|child_process|crypto))"\)\)?;$/gm;

const LAZY = `const __lazy = (load) => {
  let value;
  const get = () => (value ??= load());
  return new Proxy(function () {}, { get: (_t, key) => get()[key], has: (_t, key) => key in get(), apply: (_t, self, args) => get().apply(self, args), construct: (_t, args) => new (get())(...args) });
};
`;

/**
 * oclif's files load their packages when they use them: most commands need few of them, and loading them all is half of the start. cosmiconfig's loaders
 * bring in cryptography, and none of them is ever used.
 */
export const lazyRequires: Plugin = {
  name: 'lazy-requires',
  setup(build) {
    build.onLoad({ filter: /[\\/](?:@oclif[\\/]core[\\/]lib[\\/].*|cosmiconfig[\\/]dist[\\/]loaders)\.js$/ }, ({ path }) => {
      let lazy = false;
      const contents = readFileSync(path, 'utf8').replace(REQUIRE, (_all, name: string, interop = '', id: string) => {
        lazy = true;
        return `const ${name} = __lazy(() => ${interop}require("${id}")${interop ? ')' : ''});`;
      });
      return { contents: lazy ? contents.replace(/^("use strict";\n)?/, `$1${LAZY}`) : contents, loader: 'js' };
    });
  },
};
