import { findModel, formatOf, KernelError, listEmbeddingModels, modelEfforts, parseModelRef } from '@ock/kernel';
import { Args, OcCommand, table } from '@ock/kernel/command';
import { type EmbeddingRow, embeddingLines, embeddingRow } from '../../embedding-rows.ts';
import { liveModels } from '../../live-models.ts';
import { abilities, isLocal, type ModelRow, merged, PRICE_DIGITS, rowOf } from '../../model-rows.ts';

/** ms a provider may take to say what a model can do: a server on this machine is asked, a key is exchanged */
const TIMEOUT_MS = 3_000;

export default class ModelsInfo extends OcCommand {
  static override summary = 'everything that is known of one model';
  static override examples = [
    '<%= config.bin %> models info anthropic/claude-sonnet-4-5',
    '<%= config.bin %> models info groq/openai/gpt-oss-120b --json',
  ];
  static override enableJsonFlag = true;
  static override args = { model: Args.string({ ignoreStdin: true, required: true, description: 'provider/model' }) };

  async run(): Promise<ModelRow | EmbeddingRow> {
    const { args } = await this.parse(ModelsInfo);
    const kernel = await this.kernel();
    const embedding = listEmbeddingModels(kernel).find(({ ref }) => ref === args.model);
    if (embedding) {
      const row = embeddingRow(kernel, embedding);
      for (const line of table(embeddingLines(row, this.t))) this.out(line);
      return row;
    }
    const { provider, model } = parseModelRef(kernel, args.model);
    const ref = `${provider.id}/${model}`;
    const info = findModel(kernel, provider, model);
    const keySource = kernel.keys.source(provider.id, provider.auth.env ?? []);
    const known = info ? [{ ref, provider: provider.id, info, ...(keySource && { keySource }) }] : [];
    const { models } = await liveModels(kernel, isLocal(provider) ? [provider] : [], TIMEOUT_MS, this.t);
    const [found] = merged(
      known,
      models.filter((one) => one.ref === ref),
    );
    if (!found) throw new KernelError('OC_MODEL_UNKNOWN', { model: args.model, near: '' });
    const row = rowOf(kernel, found, provider);
    const efforts = await modelEfforts(kernel, row.ref, AbortSignal.any([kernel.signal, AbortSignal.timeout(TIMEOUT_MS)]));
    if (efforts) row.efforts = efforts;
    for (const line of table(this.#lines(row))) this.out(line);
    return row;
  }

  #lines(row: ModelRow): string[][] {
    const { cost } = row;
    const { number } = formatOf(this.t);
    const amount = (value: number | undefined) => (value === undefined ? '-' : number(value, PRICE_DIGITS));
    const price = ({ input, output, cache_read, cache_write }: NonNullable<typeof cost>) =>
      this.t('command-models.prices', {
        input: amount(input),
        output: amount(output),
        cache_read: amount(cache_read),
        cache_write: amount(cache_write),
      });
    const shown: [string, string | undefined][] = [
      ['model', row.ref],
      ['name', row.name],
      ['context', row.context === undefined ? undefined : number(row.context)],
      ['output', row.output === undefined ? undefined : number(row.output)],
      ['prices', cost ? price(cost) : this.t('command-models.unknown')],
      ...(cost?.tiers ?? []).map((tier): [string, string] => [
        'prices_above',
        this.t('command-models.above', { tokens: number(tier.above), prices: price(tier) }),
      ]),
      ['abilities', abilities(row)],
      ...this.#efforts(row.efforts).map((text): [string, string] => ['effort', text]),
      ['release', row.release],
      [
        'quirks',
        Object.entries(row.quirks ?? {})
          .map(([name, value]) => `${name}=${value}`)
          .join(' ') || undefined,
      ],
      ['key', this.t(`command-models.key_${row.key ?? 'missing'}`)],
    ];
    return shown.flatMap(([name, value]) => (value === undefined ? [] : [[this.t(`command-models.head_${name}`), value]]));
  }

  /** One line for each thing that can be sent, behind the levels that come to it. */
  #efforts(efforts: Record<string, string> | undefined): string[] {
    if (!efforts) return [this.t('command-models.unknown')];
    const levels = new Map<string, string>();
    for (const [level, words] of Object.entries(efforts)) levels.set(words, `${levels.get(words) ?? ''} ${level}`.trimStart());
    return levels.size === 0 ? [this.t('command-models.no_effort')] : [...levels].map(([words, names]) => `${names} → ${words}`);
  }
}
