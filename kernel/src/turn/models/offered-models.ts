import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite } from '../../host/atomic-write.ts';
import type { ModelInfo } from '../../kinds/model.ts';
import type { Kernel } from '../../runtime/kernel.ts';

type Offers = Record<string, ModelInfo[]>;
const read = new WeakMap<Kernel, Offers>();

function fileOf(kernel: Kernel): string {
  return join(kernel.paths.cache, 'models.json');
}

/** What a provider's server said it offers when it was last asked (`opencode models refresh`). Empty when it never was. */
export function offeredModels(kernel: Kernel, provider: string): readonly ModelInfo[] {
  let offers = read.get(kernel);
  if (!offers) {
    offers = load(kernel);
    read.set(kernel, offers);
  }
  const models = Object.hasOwn(offers, provider) ? offers[provider] : undefined;
  return Array.isArray(models) ? models.filter(({ id }) => typeof id === 'string') : [];
}

function load(kernel: Kernel): Offers {
  try {
    const offers: unknown = JSON.parse(readFileSync(fileOf(kernel), 'utf8'));
    return offers !== null && typeof offers === 'object' ? (offers as Offers) : {};
  } catch {
    // nobody asked yet, or the cache was cut: the next refresh writes it anew
    return {};
  }
}

/** Keeps what servers said; providers that were not asked keep what they said before. */
export async function keepOffers(kernel: Kernel, offers: Readonly<Offers>): Promise<void> {
  const all = { ...load(kernel), ...offers };
  await mkdir(kernel.paths.cache, { recursive: true });
  await atomicWrite(fileOf(kernel), `${JSON.stringify(all)}\n`, 0o600);
  read.set(kernel, all);
}
