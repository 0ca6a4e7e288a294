import { type HookEvent, type HookTrial, KernelError, sanitizeLine } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';

const EVENTS: readonly HookEvent[] = [
  'PreToolUse',
  'PostToolUse',
  'UserPromptSubmit',
  'SessionStart',
  'SessionEnd',
  'Stop',
  'SubagentStop',
  'PreCompact',
  'Notification',
  'PermissionRequest',
];

export default class HooksTest extends OcCommand {
  static override summary = 'run the hooks of an event with a made-up one, and show what they would do';
  static override description = 'The hooks really run. Nothing else happens: no tool runs and no model is asked.';
  static override examples = [
    `<%= config.bin %> hooks test PreToolUse --tool bash --input '{"command": "rm -rf /"}'`,
    '<%= config.bin %> hooks test UserPromptSubmit --prompt "fix the build" --json',
  ];
  static override enableJsonFlag = true;
  static override args = { event: Args.string({ ignoreStdin: true, required: true, description: 'PreToolUse, Stop, …' }) };
  static override flags = {
    tool: Flags.string({ summary: 'tool of the call', helpValue: 'ID' }),
    input: Flags.string({ summary: 'its arguments', helpValue: 'JSON', dependsOn: ['tool'] }),
    prompt: Flags.string({ summary: 'the prompt', helpValue: 'TEXT' }),
  };

  async run(): Promise<{ hooks: HookTrial[] }> {
    const { args, flags } = await this.parse(HooksTest);
    const event = EVENTS.find((name) => name === args.event);
    if (!event) throw new KernelError('OC_INPUT', { because: 'command-hooks.no_event', event: args.event, events: EVENTS.join(', ') });
    const input = flags.input === undefined ? undefined : this.#object(flags.input);
    const kernel = await this.kernel();
    const service = await kernel.use('service', 'command-hooks');
    const { tool, prompt } = flags;
    const about = { ...(tool !== undefined && { tool }), ...(input && { input }), ...(prompt !== undefined && { prompt }) };
    const hooks = await service.try(event, about, kernel.signal);
    for (const trial of hooks) for (const line of this.#lines(trial)) this.out(line);
    if (hooks.length === 0) this.out(this.t('command-hooks.no_match', { event }));
    return { hooks };
  }

  /** @throws OC_INPUT */
  #object(text: string): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
      throw new SyntaxError(text);
    } catch (cause) {
      throw new KernelError('OC_INPUT', { because: 'command-hooks.bad_input', message: (cause as Error).message }, { cause });
    }
  }

  #lines({ hook, exitCode, timedOut, durationMs, block, decision, context, updatedInput, message, warning }: HookTrial): string[] {
    const how = timedOut ? 'late' : exitCode === null ? 'stopped' : 'ran';
    const facts = { command: sanitizeLine(hook.command), code: exitCode ?? '', ms: durationMs };
    const told = [
      block !== undefined && this.t('command-hooks.blocks', { text: sanitizeLine(block) }),
      decision !== undefined && block === undefined && this.t('command-hooks.decides', { decision }),
      updatedInput && this.t('command-hooks.changes', { text: sanitizeLine(JSON.stringify(updatedInput)) }),
      context !== undefined && this.t('command-hooks.tells', { text: sanitizeLine(context) }),
      message !== undefined && this.t('command-hooks.says', { text: sanitizeLine(message) }),
      warning !== undefined && block === undefined && sanitizeLine(warning),
    ].filter((line) => typeof line === 'string');
    return [
      this.t(`command-hooks.${how}`, facts),
      ...(told.length > 0 ? told : [this.t('command-hooks.nothing')]).map((line) => `  ${line}`),
    ];
  }
}
