/** What the build and the tests of the tree need of the kernel beyond what plugins may import. */
export { chunkName } from './boot/release-runtime.ts';
export { gatherMessages, sourceRuntime } from './boot/source-runtime.ts';
export { bundledPluginRoots, readBundledPlugins, readPlugin } from './index/build-index.ts';
export { helpTexts } from './index/help-texts.ts';
export { API_VERSION, type IndexedPlugin, type ShippedIndex } from './index/plugin-index.ts';
