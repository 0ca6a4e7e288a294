import type { Contributions, Kind } from '../kinds/index.ts';
import { KernelError } from '../runtime/errors.ts';
import type { IndexedPlugin, PluginOrigin } from './plugin-index.ts';

export interface Entry<K extends Kind = Kind> {
  plugin: IndexedPlugin;
  contribution: Contributions[K];
}

const RANK: Record<PluginOrigin, number> = { own: 0, linked: 1, user: 2, bundled: 3 };

/** Which plugin owns each `kind:id`, after profiles, precedence and overrides. Runs no plugin code. */
export class Catalogue {
  readonly plugins: readonly IndexedPlugin[];
  /** clashes that were settled by keeping the first owner */
  readonly duplicates: KernelError[] = [];
  readonly #entries = new Map<Kind, Map<string, Entry>>();

  /**
   * @param plugins enabled plugins, any order
   * @param overrides `[override]`: "kind:id" → package name; the named package wins over every precedence. A tool that is given to a package with
   * a bridge is left out here: the bridge brings it.
   * @param own what a person wrote into files: it takes the place of what anybody else brings, and is no clash
   */
  constructor(plugins: readonly IndexedPlugin[], overrides: Readonly<Record<string, string>> = {}, own?: IndexedPlugin) {
    this.plugins = [...plugins].sort((a, b) => RANK[a.origin] - RANK[b.origin]);
    const bridges = new Set(this.plugins.flatMap(({ name, manifest }) => (manifest.contributes.bridge ? [name] : [])));
    const isBrought = (part: string) => part.startsWith('tool:') && bridges.has(overrides[part] ?? '');
    for (const plugin of this.plugins) {
      for (const [kind, contributions] of Object.entries(plugin.manifest.contributes) as [Kind, Contributions[Kind][]][]) {
        for (const contribution of contributions ?? []) {
          const own = overrides[`${kind}:${contribution.id}`] === plugin.name;
          if (own || !isBrought(`${kind}:${contribution.id}`)) this.#add(kind, { plugin, contribution }, overrides);
        }
      }
    }
    for (const [kind, contributions] of Object.entries(own?.manifest.contributes ?? {}) as [Kind, Contributions[Kind][]][])
      for (const contribution of contributions) this.#replace(kind, { plugin: own as IndexedPlugin, contribution });
    for (const [part, name] of Object.entries(overrides)) {
      const [kind, id] = splitPart(part);
      const used = this.find(kind, id)?.plugin.name;
      if (used !== name && !isBrought(part)) {
        this.duplicates.push(new KernelError('OC_OVERRIDE', { part, plugin: name, used: used ?? '-' }));
      }
    }
  }

  #ofKind(kind: Kind): Map<string, Entry> {
    const known = this.#entries.get(kind);
    if (known) return known;
    const made = new Map<string, Entry>();
    this.#entries.set(kind, made);
    return made;
  }

  #replace(kind: Kind, entry: Entry): void {
    this.#ofKind(kind).set(entry.contribution.id, entry);
  }

  #add(kind: Kind, entry: Entry, overrides: Readonly<Record<string, string>>): void {
    const { id } = entry.contribution;
    const ofKind = this.#ofKind(kind);
    const part = `${kind}:${id}`;
    const wanted = overrides[part];
    const holder = ofKind.get(id);
    if (!holder) ofKind.set(id, entry);
    else if (entry.plugin.name === wanted) ofKind.set(id, entry);
    else if (holder.plugin.name !== wanted) {
      if (holder.plugin.origin !== 'bundled' && entry.plugin.origin === 'bundled') ofKind.set(id, entry);
      this.duplicates.push(
        new KernelError('OC_DUPLICATE', {
          part,
          kept: ofKind.get(id)?.plugin.name,
          ignored: (ofKind.get(id) === entry ? holder : entry).plugin.name,
        }),
      );
    }
  }

  /** Contributions of a kind in the order of the plugins' names. */
  list<K extends Kind>(kind: K): Entry<K>[] {
    const entries = [...(this.#entries.get(kind)?.values() ?? [])] as Entry<K>[];
    return entries.sort((a, b) => (a.plugin.name < b.plugin.name ? -1 : a.plugin.name > b.plugin.name ? 1 : 0));
  }

  find<K extends Kind>(kind: K, id: string): Entry<K> | undefined {
    return this.#entries.get(kind)?.get(id) as Entry<K> | undefined;
  }
}

/** "tool:bash" → ["tool", "bash"]. */
export function splitPart(part: string): [Kind, string] {
  const colon = part.indexOf(':');
  return [part.slice(0, colon) as Kind, part.slice(colon + 1)];
}

/** Does `name` match one of the globs (`*` only)? */
export function matchesAny(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(name));
}
