import { type Completion, costText, errorText, formatOf, KernelError } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';

interface Answered {
  model: string;
  text: string;
  reasoning?: string;
  finish: string;
  usage: Completion['usage'];
  /** absent: nobody knows the price */
  cost_usd?: number;
  duration_ms: number;
  error?: { code: string; message: string };
}

export default class ModelsAsk extends OcCommand {
  static override summary = 'one prompt to one or several models, side by side';
  static override description =
    'A single question without tools, files or a session. All models are asked at the same time; one that fails does not stop the others.';
  static override examples = [
    '<%= config.bin %> models ask "name three sorting algorithms" --models haiku,gpt-5.4-mini',
    '<%= config.bin %> models ask "is 1009 prime?" --models sonnet,groq/llama --json',
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { prompt: Args.string({ ignoreStdin: true, required: true, description: 'the prompt' }) };
  static override flags = {
    models: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      summary: 'models to ask; default: the configured one',
    }),
    system: Flags.string({ summary: 'instructions that come before the prompt', helpValue: 'TEXT' }),
  };

  async run(): Promise<Answered[]> {
    const { argv, flags } = await this.parse(ModelsAsk);
    const kernel = await this.kernel();
    const answers = await kernel.models.complete((argv as string[]).join(' '), {
      ...(flags.models && { models: flags.models }),
      ...(flags.system !== undefined && { system: flags.system }),
    });
    for (const [at, answer] of answers.entries()) this.#print(answer, at, answers.length);
    const failed = answers.find(({ error }) => error)?.error;
    if (failed && answers.every(({ error }) => error)) {
      if (this.jsonEnabled()) process.exitCode = failed instanceof KernelError ? failed.exitCode : 1;
      else throw failed;
    }
    return answers.map((answer) => this.#row(answer));
  }

  #print({ model, text, costUsd, durationMs, error }: Completion, at: number, of: number): void {
    if (of > 1) {
      const facts = { model, cost: costText(costUsd ?? 0, costUsd !== undefined, this.t), duration: formatOf(this.t).duration(durationMs) };
      this.out(`${at > 0 ? '\n' : ''}${this.t('command-models.answer_of', facts)}`);
      if (error) this.note(this.t('cli.error', { text: errorText(error, this.t) }));
    }
    if (text.trim() !== '') this.out(text.trimEnd());
  }

  #row({ costUsd, durationMs, error, reasoning, ...answer }: Completion): Answered {
    const code = error instanceof KernelError ? error.code : 'OC_INTERNAL';
    return {
      ...answer,
      ...(reasoning !== '' && { reasoning }),
      ...(costUsd !== undefined && { cost_usd: costUsd }),
      duration_ms: durationMs,
      ...(error && { error: { code, message: errorText(error, this.t) } }),
    };
  }
}
