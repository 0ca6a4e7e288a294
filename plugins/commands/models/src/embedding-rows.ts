import {
  type EmbeddingModelInfo,
  formatOf,
  type Kernel,
  type ListedEmbeddingModel,
  listEmbeddingModels,
  providerTable,
  type Translate,
} from '@ock/kernel';
import { type ModelRow, PRICE_DIGITS, rowOf, size } from './model-rows.ts';

export interface EmbeddingRow extends EmbeddingModelInfo {
  /** `provider/model` */
  ref: string;
  provider: string;
  /** what the provider's name alone means */
  default: boolean;
  key?: ModelRow['key'];
}

/** The embedding models of some providers, by name. @param words each must be in the name */
export function embeddingRows(kernel: Kernel, providers: ReadonlySet<string>, words: readonly string[]): EmbeddingRow[] {
  return listEmbeddingModels(kernel)
    .filter(
      ({ provider, ref, info }) =>
        providers.has(provider) && words.every((word) => `${ref} ${info.name ?? ''}`.toLowerCase().includes(word)),
    )
    .map((model) => embeddingRow(kernel, model))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

export function embeddingRow(kernel: Kernel, { ref, provider, info, isDefault, keySource }: ListedEmbeddingModel): EmbeddingRow {
  const owner = providerTable(kernel).get(provider);
  const { key } = rowOf(kernel, { ref, provider, info: { id: info.id }, live: false, ...(keySource && { keySource }) }, owner);
  return { ...info, ref, provider, default: isDefault, ...(key && { key }) };
}

/** As a table: name, dimensions, context, price, key. */
export function embeddingCells(rows: readonly EmbeddingRow[], t: Translate): string[][] {
  const heads = ['model', 'dimensions', 'context', 'price_input', 'key'].map((head) => t(`command-models.head_${head}`));
  return [
    heads,
    ...rows.map((row) => [
      row.ref,
      dimensionsOf(row, t),
      contextOf(row, t),
      row.cost ? formatOf(t).number(row.cost.input, PRICE_DIGITS) : '-',
      keyOf(row, t),
    ]),
  ];
}

/** One model, line by line. */
export function embeddingLines(row: EmbeddingRow, t: Translate): string[][] {
  const quirks = Object.entries(row.quirks ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const shown: [string, string | undefined][] = [
    ['model', row.ref],
    ['name', row.name],
    ['abilities', t('command-models.embeds')],
    ['dimensions', dimensionsOf(row, t)],
    ['context', row.context === undefined ? undefined : formatOf(t).number(row.context)],
    ['price_input', row.cost ? formatOf(t).number(row.cost.input, PRICE_DIGITS) : t('command-models.unknown')],
    ['quirks', quirks.join(' ') || undefined],
    ['key', keyOf(row, t)],
  ];
  return shown.flatMap(([name, value]) => (value === undefined ? [] : [[t(`command-models.head_${name}`), value]]));
}

/** Windows of some hundreds are told as they are. */
function contextOf({ context = 0 }: EmbeddingRow, t: Translate): string {
  return context > 0 && context < 2_000 ? formatOf(t).number(context) : size(context, t);
}

function dimensionsOf({ dimensions, shortens }: EmbeddingRow, t: Translate): string {
  if (dimensions === undefined) return '-';
  return shortens ? t('command-models.or_fewer', { dimensions }) : String(dimensions);
}

function keyOf(row: EmbeddingRow, t: Translate): string {
  const state = t(`command-models.key_${row.key ?? 'missing'}`);
  return row.default ? `${state}, ${t('command-models.default')}` : state;
}
