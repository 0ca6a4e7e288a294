import { KernelError, type ListedModel, listModels, type ModelInfo, near, providerTable } from '@ock/kernel';
import { Args, Flags, OcCommand, table } from '@ock/kernel/command';
import { liveModels } from '../live-models.ts';

/** ms for servers on this machine, asked unasked; and for all, asked with --refresh */
const LOCAL_TIMEOUT_MS = 500;
const REFRESH_TIMEOUT_MS = 10_000;

interface ModelRow extends ModelInfo {
  ref: string;
  provider: string;
  /** the server itself listed it just now */
  live: boolean;
  /** `none`: the provider wants none; absent: it wants one and there is none */
  key?: NonNullable<ListedModel['keySource']>['from'] | 'none';
}

export default class Models extends OcCommand {
  static override summary = 'models, with size, price and whether there is a key';
  static override description =
    'Lists what the installed providers name and what opencode.toml adds. Servers on this machine are asked what they offer.';
  static override examples = [
    '<%= config.bin %> models',
    '<%= config.bin %> models claude',
    '<%= config.bin %> models --provider openai --json',
  ];
  static override enableJsonFlag = true;
  static override args = { search: Args.string({ ignoreStdin: true, description: 'words that the name must hold' }) };
  static override flags = { refresh: Flags.boolean({ summary: 'ask every provider what it offers now' }) };

  async run(): Promise<ModelRow[]> {
    const { args, flags } = await this.parse(Models);
    const kernel = await this.kernel();
    const known = providerTable(kernel);
    if (flags.provider !== undefined && !known.has(flags.provider)) {
      throw new KernelError('OC_PROVIDER_UNKNOWN', { provider: flags.provider, near: near(flags.provider, [...known.keys()]) });
    }
    const providers = [...known.values()].filter(({ id }) => flags.provider === undefined || id === flags.provider);
    const local = providers.filter(({ baseUrl = '' }) => /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(baseUrl));
    const live = await liveModels(kernel, flags.refresh ? providers : local, flags.refresh ? REFRESH_TIMEOUT_MS : LOCAL_TIMEOUT_MS, this.t);
    if (flags.refresh) for (const notice of live.notices) this.note(notice);
    const free = new Set(providers.filter(({ auth }) => auth.type === 'none' || auth.optional).map(({ id }) => id));
    const words = (args.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const rows = merged(listModels(kernel), live.models)
      .filter(({ provider }) => providers.some(({ id }) => id === provider))
      .filter(({ ref, info }) => words.every((word) => `${ref} ${info.name ?? ''}`.toLowerCase().includes(word)))
      .map(({ ref, provider, info, keySource, live: isLive }): ModelRow => {
        const key = keySource?.from ?? (free.has(provider) ? 'none' : undefined);
        return { ...info, ref, provider, live: isLive, ...(key && { key }) };
      });
    this.#print(rows);
    return rows;
  }

  #print(rows: ModelRow[]): void {
    if (rows.length === 0) {
      this.out(this.t('command-models.none'));
      return;
    }
    const heads = ['model', 'context', 'output', 'price', 'key'].map((head) => this.t(`command-models.head_${head}`));
    const cells = rows.map(({ ref, context, output, cost, key, live }) => [
      ref,
      size(context),
      size(output),
      cost ? this.t('command-models.price', { input: cost.input, output: cost.output }) : '-',
      [this.t(`command-models.key_${key ?? 'missing'}`), ...(live ? [this.t('command-models.live')] : [])].join(', '),
    ]);
    for (const line of table([heads, ...cells])) this.out(line);
  }
}

/** Listed and live models by name; what the index knows of a model stays. */
export function merged(listed: ListedModel[], live: ListedModel[]): (ListedModel & { live: boolean })[] {
  const all = new Map(listed.map((model) => [model.ref, { ...model, live: false }]));
  for (const model of live) all.set(model.ref, { ...model, info: { ...model.info, ...all.get(model.ref)?.info }, live: true });
  return [...all.values()].sort((a, b) => (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0));
}

/** 8192 → 8k, 200000 → 200k, 1000000 → 1M */
function size(tokens: number | undefined): string {
  if (!tokens) return '-';
  if (tokens >= 1_000_000) return `${Number((tokens / 1e6).toFixed(1))}M`;
  return tokens % 1000 === 0 || tokens > 100_000 ? `${Math.round(tokens / 1000)}k` : `${Math.round(tokens / 1024)}k`;
}
