import { formatOf, listModels } from '@ock/kernel';
import { Args, Flags, OcCommand, table } from '@ock/kernel/command';
import { type EmbeddingRow, embeddingCells, embeddingRows } from '../embedding-rows.ts';
import { liveModels } from '../live-models.ts';
import {
  abilities,
  isChosen,
  isLocal,
  isUsable,
  type ModelRow,
  merged,
  PRICE_DIGITS,
  rowOf,
  size,
  wantedProviders,
} from '../model-rows.ts';

/** ms for servers on this machine, asked unasked; and for all, asked with --refresh */
const LOCAL_TIMEOUT_MS = 500;
const REFRESH_TIMEOUT_MS = 10_000;

export default class Models extends OcCommand {
  static override summary = 'models, with size, price and whether there is a key';
  static override description =
    'Lists all models of the providers that have a key or are configured, and the main ones of the others; a provider, a search or --all lists whole ' +
    'catalogues. Servers on this machine are asked what they offer.';
  static override examples = [
    '<%= config.bin %> models',
    '<%= config.bin %> models openrouter --search "claude opus" --verbose',
    '<%= config.bin %> models claude',
    '<%= config.bin %> models --provider openai --json',
    '<%= config.bin %> models --embeddings',
  ];
  static override enableJsonFlag = true;
  static override args = { search: Args.string({ ignoreStdin: true, description: 'id of a provider, or words that the name must hold' }) };
  static override flags = {
    search: Flags.string({ char: 's', summary: 'words that the name must hold' }),
    all: Flags.boolean({ char: 'a', summary: 'whole catalogues, of providers without a key as well' }),
    verbose: Flags.boolean({ char: 'v', summary: 'also abilities, release and prices of cached tokens' }),
    embeddings: Flags.boolean({ char: 'e', summary: 'those that turn texts into vectors instead', exclusive: ['refresh', 'verbose'] }),
    refresh: Flags.boolean({ summary: 'ask every provider what it offers now' }),
  };

  async run(): Promise<ModelRow[] | EmbeddingRow[]> {
    const { args, flags } = await this.parse(Models);
    const kernel = await this.kernel();
    const every = new Map(wantedProviders(kernel, undefined).map((provider) => [provider.id, provider]));
    const named = flags.provider ?? (args.search !== undefined && every.has(args.search) ? args.search : undefined);
    const providers = wantedProviders(kernel, named);
    const wanted = new Set(providers.map(({ id }) => id));
    const words = [args.search === named ? '' : (args.search ?? ''), flags.search ?? '']
      .join(' ')
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean);
    if (flags.embeddings) return this.#tell(embeddingRows(kernel, wanted, words), (rows) => embeddingCells(rows, this.t));
    const asked = flags.refresh ? providers.filter((provider) => isUsable(kernel, provider)) : providers.filter(isLocal);
    const timeoutMs = flags.refresh ? REFRESH_TIMEOUT_MS : LOCAL_TIMEOUT_MS;
    const live = await this.working((tell) => liveModels(kernel, asked, timeoutMs, this.t, tell));
    if (flags.refresh) for (const notice of live.notices) this.note(notice);
    const whole = flags.all || words.length > 0 || named !== undefined;
    const listed = listModels(kernel, (provider) => wanted.has(provider.id) && (whole || isChosen(kernel, provider)));
    const rows = merged(listed, live.models)
      .filter(({ provider }) => wanted.has(provider))
      .filter(({ ref, info }) => words.every((word) => `${ref} ${info.name ?? ''}`.toLowerCase().includes(word)))
      .map((model) => rowOf(kernel, model, every.get(model.provider)));
    return this.#tell(rows, () => this.#cells(rows, flags.verbose));
  }

  #tell<T>(rows: T[], cells: (rows: T[]) => string[][]): T[] {
    if (rows.length === 0) this.out(this.t('command-models.none'));
    else for (const line of table(cells(rows))) this.out(line);
    return rows;
  }

  #cells(rows: ModelRow[], verbose: boolean): string[][] {
    const names = ['model', 'context', 'output', 'price', ...(verbose ? ['cache', 'release', 'abilities'] : []), 'key'];
    const cells = rows.map((row) => [
      row.ref,
      size(row.context, this.t),
      size(row.output, this.t),
      row.cost ? this.t('command-models.price', { input: this.#price(row.cost.input), output: this.#price(row.cost.output) }) : '-',
      ...(verbose ? [this.#cache(row), row.release ?? '-', abilities(row)] : []),
      [this.t(`command-models.key_${row.key ?? 'missing'}`), ...(row.live ? [this.t('command-models.live')] : [])].join(', '),
    ]);
    return [names.map((head) => this.t(`command-models.head_${head}`)), ...cells];
  }

  #cache({ cost }: ModelRow): string {
    if (cost?.cache_read === undefined && cost?.cache_write === undefined) return '-';
    return this.t('command-models.price', { input: this.#price(cost.cache_read), output: this.#price(cost.cache_write) });
  }

  #price(amount: number | undefined): string {
    return amount === undefined ? '-' : formatOf(this.t).number(amount, PRICE_DIGITS);
  }
}
