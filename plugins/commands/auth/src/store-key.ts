import type { Kernel, ProviderContribution, Translate } from '@ock/kernel';
import { masked } from './key-state.ts';

export interface StoredKeyAnswer {
  provider: string;
  masked: string;
  file: string;
  /** another source that wins over the stored key */
  shadowed_by?: string;
}

/** Keeps the key and tells what came of it. */
export async function storeKey(kernel: Kernel, provider: ProviderContribution, key: string): Promise<StoredKeyAnswer> {
  await kernel.keys.set(provider.id, key);
  const source = kernel.keys.source(provider.id, provider.auth.env ?? []);
  return {
    provider: provider.id,
    masked: masked(key),
    file: kernel.keys.file,
    ...(source && source.from !== 'file' && { shadowed_by: source.name }),
  };
}

export function storedLines(t: Translate, answer: StoredKeyAnswer): string[] {
  const lines = [t('command-auth.stored', { ...answer })];
  if (answer.shadowed_by) lines.push(t('command-auth.shadowed', { provider: answer.provider, by: answer.shadowed_by }));
  lines.push(t('command-auth.try_it', { provider: answer.provider }));
  return lines;
}
