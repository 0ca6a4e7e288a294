import type { ModelInfo } from '../kinds/model.ts';
import type { ProviderContribution } from '../kinds/provider.ts';

/** A model with the facts of its family behind its own: the first of the provider's families whose prefix its id begins with. */
export function withFamily(provider: ProviderContribution, info: ModelInfo): ModelInfo {
  const family = provider.families?.find(({ prefix }) => info.id.startsWith(prefix));
  if (!family) return info;
  const { prefix: _prefix, ...facts } = family;
  return {
    ...facts,
    ...info,
    capabilities: { ...facts.capabilities, ...info.capabilities },
    quirks: { ...facts.quirks, ...info.quirks },
  };
}
