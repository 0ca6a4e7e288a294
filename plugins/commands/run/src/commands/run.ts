import { effortFlag, KernelError, parseDuration, selectModel } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';

const FORMATS = ['text', 'json', 'stream-json'] as const;
const MODES = ['ask', 'accept-edits', 'plan', 'deny', 'full'] as const;
const SANDBOXES = ['off', 'read-only', 'workspace-write', 'full'] as const;

export default class Run extends OcCommand {
  static override summary = 'work on a prompt or a script of prompts without a person';
  static override description =
    'The final text alone goes to stdout, progress to stderr. What would need permission is denied, told to the model and listed in the result, unless rules, --auto or --permission-mode allow it.';
  static override examples = [
    '<%= config.bin %> run "find the TODO comments"',
    'git diff | <%= config.bin %> run "review this"',
    '<%= config.bin %> run --format json --max-turns 20 --timeout 5m "fix the failing test"',
    '<%= config.bin %> run --script prompts.txt --auto',
    '<%= config.bin %> run "@plan how would you split this module?"',
    '<%= config.bin %> run --mode review --style concise "look at the last commit"',
  ];
  static override strict = false;
  static override args = { prompt: Args.string({ description: 'the prompt; - reads it from standard input', ignoreStdin: true }) };
  static override flags = {
    format: Flags.option({ options: FORMATS, default: 'text', summary: 'what stdout carries' })(),
    script: Flags.string({ summary: 'prompts from a file, separated by lines of ---', helpValue: 'FILE' }),
    'keep-going': Flags.boolean({ summary: 'go on after a prompt of the script failed', dependsOn: ['script'] }),
    auto: Flags.boolean({ summary: 'allow what would ask; denials hold' }),
    'permission-mode': Flags.option({ options: MODES, summary: 'how far calls may go without asking', exclusive: ['auto'] })(),
    sandbox: Flags.option({ options: SANDBOXES, summary: 'what commands may write, whatever is allowed' })(),
    mode: Flags.string({ summary: 'how the agent works: architect, ask, code, debug, orchestrator, review …', helpValue: 'ID' }),
    style: Flags.string({ summary: 'how answers are written: concise, explanatory, learning …', helpValue: 'ID' }),
    allow: Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'rule that allows, e.g. bash(npm test*)', helpValue: 'RULE' }),
    deny: Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'rule that denies', helpValue: 'RULE' }),
    fallback: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'model that answers while the chosen one is overloaded or out of reach',
      helpValue: 'MODEL',
    }),
    effort: Flags.string({ summary: 'how long the model thinks: off, low, medium, high, max, or tokens', helpValue: 'LEVEL' }),
    'max-turns': Flags.integer({ min: 1, summary: 'model calls per prompt', helpValue: 'N' }),
    'max-cost': Flags.string({ summary: 'start no call that could make a prompt cost more', helpValue: 'USD' }),
    timeout: Flags.string({ summary: 'time per prompt, e.g. 90s, 5m', helpValue: 'D' }),
    'output-schema': Flags.string({ summary: 'JSON Schema the answer must fit', helpValue: 'FILE' }),
    answers: Flags.string({ summary: 'answers to questions that may be asked, TOML or JSON', helpValue: 'FILE' }),
    output: Flags.string({ char: 'o', summary: 'also write the final text here', helpValue: 'FILE' }),
    file: Flags.string({ char: 'f', multiple: true, multipleNonGreedy: true, summary: 'give this file to the model', helpValue: 'PATH' }),
    continue: Flags.boolean({ char: 'c', summary: 'go on with the last session of this folder', exclusive: ['session'] }),
    session: Flags.string({ char: 's', summary: 'go on with this session', helpValue: 'ID' }),
    fork: Flags.boolean({ summary: 'go on with a copy of the session' }),
    'no-session': Flags.boolean({ summary: 'store nothing', exclusive: ['continue', 'session', 'fork'] }),
    strict: Flags.boolean({ summary: 'exit 54 when anything was denied' }),
    title: Flags.string({ summary: 'title of the session', helpValue: 'TEXT' }),
    record: Flags.string({ summary: 'write every model exchange here, for --model replay/FILE', helpValue: 'FILE' }),
    'replay-loose': Flags.boolean({ summary: 'replay by turn, also where a request has changed' }),
    verbose: Flags.boolean({ summary: 'show tool output on stderr' }),
  };

  async run(): Promise<number> {
    const { flags, argv } = await this.parse(Run);
    const words = (argv as string[]).filter((word) => word !== '-');
    const kernel = await this.kernel();
    const session = flags.continue || (flags.fork && !flags.session) ? 'latest' : flags.session;
    return (await kernel.use('frontend', 'run')).start({
      format: flags.format,
      allow: flags.allow ?? [],
      deny: flags.deny ?? [],
      files: flags.file ?? [],
      stdin: words.length !== argv.length,
      keepGoing: flags['keep-going'],
      fork: flags.fork,
      noSession: flags['no-session'],
      strict: flags.strict,
      verbose: flags.verbose,
      replayLoose: flags['replay-loose'],
      ...(flags.fallback && { fallback: flags.fallback }),
      ...(flags.record !== undefined && { record: flags.record }),
      ...(words.length > 0 && { prompt: words.join(' ') }),
      ...(flags.script !== undefined && { script: flags.script }),
      ...(flags.auto ? { mode: 'full' } : flags['permission-mode'] && { mode: flags['permission-mode'] }),
      ...(flags.mode !== undefined && { workMode: flags.mode }),
      ...(flags.style !== undefined && { style: flags.style }),
      ...(flags.effort !== undefined && { effort: effortFlag(flags.effort) }),
      ...(flags['max-turns'] !== undefined && { maxTurns: flags['max-turns'] }),
      ...(flags['max-cost'] !== undefined && { maxCostUsd: money(flags['max-cost']) }),
      ...(flags.timeout !== undefined && { timeoutMs: time(flags.timeout) }),
      ...(flags['output-schema'] !== undefined && { outputSchema: flags['output-schema'] }),
      ...(flags.answers !== undefined && { answers: flags.answers }),
      ...(flags.output !== undefined && { output: flags.output }),
      ...(session !== undefined && { session }),
      ...(flags.title !== undefined && { title: flags.title }),
      ...(flags.agent !== undefined && { agent: flags.agent }),
      // short names and --provider are resolved by the configuration, and beat the model that a session was begun with
      ...((flags.model ?? flags.provider) !== undefined && { model: selectModel(kernel) }),
    } as never);
  }
}

function time(text: string): number {
  const ms = parseDuration(text);
  if (ms <= 0) throw new KernelError('OC_INPUT', { because: 'command-run.bad_timeout', text });
  return ms;
}

function money(text: string): number {
  const value = Number(text.replace(/^\$/, ''));
  if (!Number.isFinite(value) || value <= 0) throw new KernelError('OC_INPUT', { because: 'command-run.bad_cost', text });
  return value;
}
