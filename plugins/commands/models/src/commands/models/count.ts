import { type CountedTokens, countTokens, errorText, findModel, formatOf, KernelError, parseModelRef } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { readText } from '../../read-text.ts';

interface Counted extends Omit<CountedTokens, 'error'> {
  /** why the server did not count, where it was asked */
  reason?: string;
  /** what they cost as input, in USD; absent: not known */
  cost_usd?: number;
  /** tokens the model can see */
  context?: number;
}

export default class ModelsCount extends OcCommand {
  static override summary = 'how many tokens a text is for a model';
  static override description =
    'Counted by the model’s own server where it does that (Anthropic, OpenAI, Google, Bedrock), which costs nothing; else estimated from its characters.';
  static override examples = [
    '<%= config.bin %> models count README.md --model anthropic/claude-sonnet-5-5',
    'git diff | <%= config.bin %> models count - --json',
  ];
  static override enableJsonFlag = true;
  static override args = { file: Args.string({ ignoreStdin: true, default: '-', description: 'file, or - for standard input' }) };
  static override flags = { estimate: Flags.boolean({ summary: 'ask no server' }) };

  async run(): Promise<Counted> {
    const { args, flags } = await this.parse(ModelsCount);
    const kernel = await this.kernel();
    const text = await readText(args.file, kernel.cwd);
    const request = { system: '', messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }], tools: [] };
    const { error, ...counted } = await countTokens(kernel, request, { model: flags.model, offline: flags.estimate });
    const { provider, model } = parseModelRef(kernel, counted.model);
    const { cost, context } = findModel(kernel, provider, model) ?? {};
    const price = (cost?.tiers?.findLast(({ above }) => counted.tokens > above) ?? cost)?.input;
    const reason = error && (error instanceof KernelError ? errorText(error, this.t) : error.message);
    if (reason) this.note(this.t('command-models.not_counted', { message: reason }));
    this.out(this.t(`command-models.${counted.exact ? 'counted' : 'estimated'}`, { ...counted }));
    if (context && counted.tokens > context)
      this.note(this.t('command-models.beyond', { model: counted.model, context: formatOf(this.t).number(context) }));
    return {
      ...counted,
      ...(reason && { reason }),
      ...(price !== undefined && { cost_usd: (counted.tokens * price) / 1e6 }),
      ...(context !== undefined && { context }),
    };
  }
}
