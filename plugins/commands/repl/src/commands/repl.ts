import { effortFlag, findMode, findStyle, KernelError, selectModel } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';

const MODES = ['ask', 'accept-edits', 'plan', 'deny', 'full'] as const;
const SANDBOXES = ['off', 'read-only', 'workspace-write', 'full'] as const;

export default class ReplCommand extends OcCommand {
  static override summary = 'talk to the agent, line by line (what opencode does without a command)';
  static override hidden = true;
  static override examples = [
    '<%= config.bin %>',
    '<%= config.bin %> ~/project',
    '<%= config.bin %> --continue',
    "printf 'Find all Python files\\n/exit\\n' | <%= config.bin %>",
  ];
  static override args = { dir: Args.string({ ignoreStdin: true, description: 'directory to work in' }) };
  static override flags = {
    continue: Flags.boolean({ char: 'c', summary: 'go on with the last session of this folder', exclusive: ['session'] }),
    session: Flags.string({ char: 's', summary: 'go on with this session', helpValue: 'ID' }),
    fork: Flags.boolean({ summary: 'go on with a copy of the session' }),
    'no-session': Flags.boolean({ summary: 'store nothing', exclusive: ['continue', 'session', 'fork'] }),
    record: Flags.string({ summary: 'write every model exchange here, for --model replay/FILE', helpValue: 'FILE' }),
    effort: Flags.string({ summary: 'how long the model thinks: off, low, medium, high, max, or tokens', helpValue: 'LEVEL' }),
    'permission-mode': Flags.option({ options: MODES, summary: 'how far calls may go without asking' })(),
    sandbox: Flags.option({ options: SANDBOXES, summary: 'what commands may write, whatever is allowed' })(),
    mode: Flags.string({ summary: 'how the agent works: architect, ask, code, debug, orchestrator, review …', helpValue: 'ID' }),
    style: Flags.string({ summary: 'how answers are written: concise, explanatory, learning …', helpValue: 'ID' }),
    allow: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      summary: 'rule that allows, e.g. bash(npm test*)',
      helpValue: 'RULE',
    }),
    deny: Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'rule that denies', helpValue: 'RULE' }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(ReplCommand);
    // the folder of "opencode DIR" is taken out of the line before commands see it
    if (args.dir !== undefined) throw new KernelError('OC_USAGE', { message: this.t('command-repl.words', { words: args.dir }) });
    const kernel = await this.kernel();
    const session = flags.continue || (flags.fork && !flags.session) ? 'latest' : flags.session;
    const frontend = await kernel.use('frontend', 'repl');
    return frontend.start({
      noSession: flags['no-session'],
      fork: flags.fork,
      rules: { allow: flags.allow ?? [], deny: flags.deny ?? [] },
      ...(session !== undefined && { session }),
      ...(flags.record !== undefined && { record: flags.record }),
      ...(flags['permission-mode'] && { mode: flags['permission-mode'] }),
      ...(flags.mode !== undefined && { workMode: findMode(kernel, flags.mode).id }),
      ...(flags.style !== undefined && { style: findStyle(kernel, flags.style).id }),
      ...(flags.effort !== undefined && { effort: effortFlag(flags.effort) }),
      ...(flags.agent !== undefined && { agent: flags.agent }),
      ...((flags.model ?? flags.provider) !== undefined && { model: selectModel(kernel) }),
    } as never);
  }
}
