import { type Kernel, KernelError, near, providerTable, type Translate } from '@ock/kernel';

export interface Forgotten {
  provider: string;
  removed: boolean;
  /** another source the provider still has a key from */
  still_from?: string;
}

/** Removes the kept key; providers that are gone by now can be named as well. @throws OC_PROVIDER_UNKNOWN */
export async function forget(kernel: Kernel, id: string): Promise<Forgotten> {
  const provider = providerTable(kernel).get(id);
  const kept = Object.keys(kernel.keys.all());
  if (!provider && !kept.includes(id))
    throw new KernelError('OC_PROVIDER_UNKNOWN', { provider: id, near: near(id, [...providerTable(kernel).keys(), ...kept]) });
  const removed = await kernel.keys.remove(id);
  const source = kernel.keys.source(id, provider?.auth.env ?? []);
  return { provider: id, removed, ...(source && { still_from: source.name }) };
}

export function forgottenLines(t: Translate, { provider, removed, still_from }: Forgotten): string[] {
  const lines = [t(removed ? 'command-auth.removed' : 'command-auth.none_kept', { provider })];
  if (still_from) lines.push(t('command-auth.still', { provider, from: still_from }));
  return lines;
}
