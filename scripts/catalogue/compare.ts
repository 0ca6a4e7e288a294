import { readFileSync } from 'node:fs';
import type { Fact, Facts, Price } from './fact.ts';

interface OtherModel {
  cost?: Price & { tiers?: (Price & { tier?: { size: number } })[] };
  modalities?: { output?: string[] };
  status?: string;
}
interface OtherFile {
  providers: Record<string, { models: Record<string, OtherModel> }>;
  /** newer entries, which count before the others */
  overlay?: { providers: Record<string, Record<string, OtherModel>> };
}

export interface Comparison {
  provider: string;
  /** chat models that the other data names and does not call deprecated, and how many of them the catalogue knows */
  others: number;
  known: number;
  /** models whose prices differ, as `id: ours, theirs` */
  prices: string[];
  tiers: string[];
}

/** How the catalogue stands beside other model data, of the shape of models.dev. @param file JSON */
export function compare(facts: Facts, file: string): Comparison[] {
  const other = JSON.parse(readFileSync(file, 'utf8')) as OtherFile;
  return Object.keys(other.providers).flatMap((provider) => {
    const ours = facts[provider];
    const newer = other.overlay?.providers[provider] ?? {};
    const all = Object.entries({ ...other.providers[provider]?.models, ...newer });
    const theirs = all.filter(([, { modalities, status }]) => status !== 'deprecated' && (modalities?.output ?? ['text']).includes('text'));
    if (!ours) return [];
    const both = theirs.flatMap(([id, model]) => (ours[id] ? [{ id, our: ours[id], model }] : []));
    return [
      {
        provider,
        others: theirs.length,
        known: both.length,
        prices: both.flatMap(({ id, our, model }) => differ(id, priceText(our.cost), priceText(model.cost))),
        tiers: both.flatMap(({ id, our, model }) => differ(id, tierText(our), otherTierText(model))),
      },
    ];
  });
}

/** Where one side knows no price there is nothing to compare. */
function differ(id: string, ours: string | undefined, theirs: string | undefined): string[] {
  return ours === undefined || theirs === undefined || ours === theirs ? [] : [`${id}: ${ours || 'none'}, theirs ${theirs || 'none'}`];
}

function priceText(cost: Price | undefined): string | undefined {
  return cost && (cost.input > 0 || cost.output > 0) ? `${cost.input}/${cost.output}` : undefined;
}

function tierText({ cost }: Fact): string | undefined {
  return cost && (cost.tiers ?? []).map((tier) => `>${tier.above} ${tier.input}/${tier.output}`).join(' ');
}

function otherTierText({ cost }: OtherModel): string | undefined {
  return cost && (cost.tiers ?? []).flatMap(({ tier, input, output }) => (tier ? [`>${tier.size} ${input}/${output}`] : [])).join(' ');
}
