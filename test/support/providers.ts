import type { ProviderContribution } from '@ock/kernel';
import { readBundledPlugins } from '../../kernel/src/index/build-index.ts';
import { ROOT } from './tree.ts';

/** Every provider that the plugins of the tree contribute. */
export function providersOfTree(): ProviderContribution[] {
  return readBundledPlugins(ROOT).flatMap(({ manifest }) => manifest.contributes.provider ?? []);
}
