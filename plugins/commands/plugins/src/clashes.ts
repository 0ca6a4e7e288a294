import type { Kernel, Kind } from '@ock/kernel';

/** A line for each part that somebody bundled owns already, with the three lines that hand it over. */
export function clashes(kernel: Kernel, name: string, parts: readonly string[]): string[] {
  return parts.flatMap((part) => {
    const colon = part.indexOf(':');
    const owner = kernel.catalogue.find(part.slice(0, colon) as Kind, part.slice(colon + 1))?.plugin;
    if (owner === undefined || owner.name === name || kernel.config.config.override?.[part] === name) return [];
    return [kernel.t('command-plugins.clash', { part, owner: owner.name, name })];
  });
}
