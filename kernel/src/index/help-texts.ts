import type { IndexedPlugin } from './plugin-index.ts';

interface Cached {
  summary?: string;
  description?: string;
  flags?: Record<string, Flag>;
  args?: Record<string, Flag>;
}
interface Flag {
  summary?: string;
  description?: string;
  helpGroup?: string;
}

/**
 * The English texts that stand in manifests, under the keys that locales translate them by: help of commands, what agents and modes say of
 * themselves, and what tools are for.
 */
export function helpTexts(manifests: readonly IndexedPlugin['manifest'][]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { contributes } of manifests) {
    for (const { id, cached = {} } of (contributes.command ?? []) as { id: string; cached?: Cached }[]) {
      add(texts, `help.${id}.summary`, cached.summary);
      add(texts, `help.${id}.description`, cached.description);
      for (const what of ['flags', 'args'] as const)
        for (const [name, { summary, description, helpGroup }] of Object.entries(cached[what] ?? {}))
          add(texts, helpGroup === 'GLOBAL' ? `help.${what}.${name}` : `help.${id}.${what}.${name}`, summary ?? description);
    }
    for (const { id, summary } of (contributes.tool ?? []) as { id: string; summary?: string }[]) add(texts, `tool.${id}`, summary);
    for (const kind of ['agent', 'mode'] as const)
      for (const { id, description } of (contributes[kind] ?? []) as { id: string; description?: string }[])
        add(texts, `${kind}.${id}`, description);
  }
  return texts;
}

function add(texts: Record<string, string>, key: string, text: string | undefined): void {
  if (text !== undefined && text !== '') texts[key] = text;
}
