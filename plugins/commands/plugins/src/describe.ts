import type { IndexedPlugin } from '@ock/kernel';

/** `kind:id` of everything it contributes. */
export function partsOf(plugin: IndexedPlugin): string[] {
  return Object.entries(plugin.manifest.contributes).flatMap(([kind, parts]) => (parts ?? []).map(({ id }) => `${kind}:${id}`));
}
