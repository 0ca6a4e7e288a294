import type { ModelInfo } from '../../kinds/model.ts';
import type { ProviderContribution } from '../../kinds/provider.ts';

/**
 * A model with the facts of its family behind its own: the first of the provider's families whose prefix its id begins with. Where a provider is free
 * and nobody says otherwise, it costs nothing.
 */
export function withFamily(provider: ProviderContribution, known: ModelInfo): ModelInfo {
  const info = provider.free && !known.cost ? { ...known, cost: { input: 0, output: 0 } } : known;
  const { families, familyAfter } = provider;
  const id = familyAfter === undefined ? info.id : info.id.replace(new RegExp(`^(?:${familyAfter})`), '');
  const family = families?.find(({ prefix }) => id.startsWith(prefix));
  if (!family) return info;
  const { prefix: _prefix, ...facts } = family;
  return {
    ...facts,
    ...info,
    capabilities: { ...facts.capabilities, ...info.capabilities },
    quirks: { ...facts.quirks, ...info.quirks },
  };
}
