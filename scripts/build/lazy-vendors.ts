import type { Plugin } from 'esbuild';

/** Packages of which a plugin's first moments need nothing, and which take long to load: their default export, a function, loads them at its first call. */
export const LAZY_VENDORS: readonly string[] = ['string-width'];

const NAMESPACE = 'lazy-vendor';

/** Only for imports of our own sources: packages of others may need another version. */
export const lazyVendors: Plugin = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: /^[\w@/-]+$/ }, ({ path, importer, namespace }) => {
      if (!LAZY_VENDORS.includes(path)) return undefined;
      if (namespace === NAMESPACE) return { path, external: true };
      return /[\\/]node_modules[\\/]/.test(importer) ? undefined : { path, namespace: NAMESPACE };
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `let module; export default (...args) => (module ??= require(${JSON.stringify(path)})).default(...args);`,
      loader: 'js',
    }));
  },
};
