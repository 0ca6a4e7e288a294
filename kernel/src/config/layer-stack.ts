import { type KeyPath, valueAt } from './key-path.ts';
import { copy, mergeInto } from './merge.ts';
import { qualify } from './normalise.ts';
import { setAt } from './set-at.ts';
import { isTable, type TomlTable } from './toml.ts';

export type LayerName = 'builtin' | 'global' | 'project' | 'config' | 'profile' | 'env' | 'flags' | 'managed';

export interface Origin {
  layer: LayerName;
  /** the file the value stands in; for a profile, the name of the profile stands in `profile` */
  file?: string;
  profile?: string;
}

export interface Layer extends Origin {
  table: TomlTable;
}

/** In these a model is named on its own beside its provider: `--provider openrouter --model anthropic/claude`. */
const NAMED_APART = new Set<LayerName>(['profile', 'env', 'flags']);

/** Layers on top of each other, and the configuration they add up to. */
export class LayerStack {
  readonly config: TomlTable = {};
  readonly #layers: Layer[] = [];

  /** Puts a layer on top. Its table must be normalised; it is not kept. */
  add(layer: Layer): void {
    const table = this.#withModel(layer);
    this.#layers.push({ ...layer, table });
    mergeInto(this.config, table);
  }

  /** Fills in what is implied, without a layer of its own. */
  complete(path: KeyPath, value: unknown): void {
    setAt(this.config, path, copy(value));
  }

  /** The topmost layer that says something at or below a path of the result; undefined where the result has nothing. */
  origin(path: KeyPath): Origin | undefined {
    if (valueAt(this.config, path) === undefined) return undefined;
    const found = this.#layers.findLast(({ table }) => valueAt(table, path) !== undefined);
    if (!found) return undefined;
    const { table: _table, ...origin } = found;
    return origin;
  }

  /** What each layer says at a path, lowest first: the values before they are merged. */
  said(path: KeyPath): { origin: Origin; value: unknown }[] {
    return this.#layers.flatMap(({ table, ...origin }) => {
      const value = valueAt(table, path);
      return value === undefined ? [] : [{ origin, value }];
    });
  }

  /** Every layer that defines a profile, lowest first. */
  definitionsOf(profile: string): Origin[] {
    return this.#layers.filter(({ table }) => valueAt(table, ['profiles', profile]) !== undefined);
  }

  /**
   * A layer that chooses a provider has also chosen against the model of another one below it. A bare model name beside a provider belongs to it.
   */
  #withModel(layer: Layer): TomlTable {
    const { table } = layer;
    const provider = valueAt(table, ['provider', 'default']);
    if (typeof provider !== 'string') return table;
    const { model } = table;
    if (typeof model === 'string') {
      return NAMED_APART.has(layer.layer) || !model.includes('/') ? { ...table, model: qualify(provider, model) } : table;
    }
    const below = this.config.model;
    const ownModel = valueAt(table, ['provider', provider, 'model']) !== undefined;
    if (typeof below === 'string' && (ownModel || !below.startsWith(`${provider}/`))) delete this.config.model;
    return table;
  }
}

/** Every leaf of a table (what is no table itself, and empty tables) with its path. */
export function* leaves(table: TomlTable, path: KeyPath = []): Generator<[KeyPath, unknown]> {
  for (const [key, value] of Object.entries(table)) {
    if (isTable(value) && Object.keys(value).length) yield* leaves(value, [...path, key]);
    else yield [[...path, key], value];
  }
}
