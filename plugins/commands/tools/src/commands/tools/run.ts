import { readFileSync } from 'node:fs';
import { KernelError, near, runToolOnce, sanitize, type ToolOutput } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import type { Denial } from '@ock/schemas';
import { askOnce } from '../../ask-once.ts';
import { showProgress } from '../../show-progress.ts';
import { tellNotices } from '../../tell-notices.ts';

const MODES = ['ask', 'accept-edits', 'plan', 'deny', 'full'] as const;

interface ToolRunAnswer {
  tool: string;
  output: ToolOutput;
  duration_ms: number;
  denied?: Denial;
}

export default class ToolsRun extends OcCommand {
  static override summary = 'run one tool as a model would, rules included';
  static override examples = [
    '<%= config.bin %> tools run glob --params \'{"pattern": "**/*.ts"}\'',
    '<%= config.bin %> tools run bash --auto --params \'{"command": "git status"}\'',
    '<%= config.bin %> tools run bash --allow "bash(npm test*)" --params \'{"command": "npm test"}\' --json',
  ];
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ ignoreStdin: true, required: true, description: 'tool' }) };
  static override flags = {
    params: Flags.string({
      char: 'p',
      summary: 'arguments as a JSON object; - reads them from standard input',
      helpValue: 'JSON',
      default: '{}',
    }),
    auto: Flags.boolean({ summary: 'allow what would ask; denials hold' }),
    'permission-mode': Flags.option({ options: MODES, summary: 'how far the call may go without asking', exclusive: ['auto'] })(),
    allow: Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'rule that allows, e.g. bash(npm test*)', helpValue: 'RULE' }),
    deny: Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'rule that denies', helpValue: 'RULE' }),
  };

  async run(): Promise<ToolRunAnswer> {
    const { args, flags } = await this.parse(ToolsRun);
    const kernel = await this.kernel();
    tellNotices(kernel, (text) => this.note(text));
    if (!kernel.find('tool', args.name)) await kernel.bridges.start();
    const ids = [...kernel.list('tool').map(({ id }) => id), ...kernel.bridges.tools().map(({ contribution }) => contribution.id)];
    if (!ids.includes(args.name)) throw new KernelError('OC_TOOL_UNKNOWN', { tool: args.name, near: near(args.name, ids) });
    const controller = new AbortController();
    const interrupt = () => controller.abort(new KernelError('OC_INTERRUPTED'));
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    const mode = flags.auto ? 'full' : flags['permission-mode'];
    const progress = showProgress(kernel);
    const person = process.stdin.isTTY && process.stderr.isTTY && flags.params !== '-' ? askOnce(this.t) : undefined;
    try {
      const { output, durationMs, denied } = await runToolOnce(kernel, {
        tool: args.name,
        input: this.#params(flags.params),
        signal: controller.signal,
        rules: { allow: flags.allow ?? [], deny: flags.deny ?? [] },
        ...(mode && { mode }),
        ...(person && { person }),
      });
      progress.end();
      if (denied) this.note(this.t('command-tools.denied', { tool: args.name, reason: denied.reason }));
      else this.out(process.stdout.isTTY ? sanitize(output.text) : output.text);
      if (denied) process.exitCode = 54;
      else if (controller.signal.aborted) process.exitCode = 130;
      else if (output.isError) process.exitCode = 1;
      return { tool: args.name, output, duration_ms: durationMs, ...(denied && { denied }) };
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    }
  }

  #params(text: string): unknown {
    let value: unknown;
    try {
      value = JSON.parse(text === '-' ? readFileSync(0, 'utf8') : text);
    } catch (cause) {
      throw new KernelError('OC_INPUT', { message: this.t('command-tools.bad_json', { message: (cause as Error).message }) }, { cause });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new KernelError('OC_INPUT', { message: this.t('command-tools.not_object') });
    return value;
  }
}
