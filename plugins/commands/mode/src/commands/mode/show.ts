import {
  findAgent,
  findMode,
  findStyle,
  KernelError,
  listStyles,
  type ModeContribution,
  near,
  permissionMode,
  sanitize,
  shownDescription,
  type ToolState,
  toolStates,
} from '@ock/kernel';
import { Args, OcCommand, table } from '@ock/kernel/command';

interface Shown extends ModeContribution {
  /** of the agent that works in it */
  tool_states: ToolState[];
}

export default class ModeShow extends OcCommand {
  static override summary = 'limits of a mode, the tools that an agent has in it, and what it is told';
  static override examples = ['<%= config.bin %> mode show architect', '<%= config.bin %> mode show review --agent plan --json'];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ ignoreStdin: true, required: true, description: 'mode or style' }) };

  async run(): Promise<Shown> {
    const { args, flags } = await this.parse(ModeShow);
    const kernel = await this.kernel();
    const isStyle = listStyles(kernel).some(({ id }) => id === args.id);
    const ids = kernel.list('mode').map(({ id }) => id);
    if (!ids.includes(args.id))
      throw new KernelError('OC_MODE_UNKNOWN', { mode: args.id, near: near(args.id, ids), known: ids.join(', ') });
    const mode = isStyle ? findStyle(kernel, args.id) : findMode(kernel, args.id);
    const agent = findAgent(kernel, flags.agent ?? kernel.config.config.agent ?? 'build');
    const states = await toolStates(kernel, agent, { workMode: mode, mode: permissionMode(kernel, undefined), model: flags.model });
    const { temperature, effort, maxTurns, maxTokens, readOnly, file } = mode;
    const facts: [key: string, value: string | undefined][] = [
      ['id', mode.id],
      ['description', shownDescription(kernel, 'mode', mode.id)],
      ['file', file],
      ['temperature', temperature?.toString()],
      ['effort', effort?.toString()],
      ['max_turns', maxTurns?.toString()],
      ['max_tokens', maxTokens?.toString()],
      ['read_only', readOnly ? this.t('command-mode.yes') : undefined],
    ];
    const rows = facts.flatMap(([key, value]) => (value === undefined ? [] : [[this.t(`command-mode.field_${key}`), value]]));
    for (const line of table(rows)) this.out(line);
    this.out(`\n${this.t('command-mode.tools', { agent: agent.id })}`);
    this.out(`  ${states.flatMap(({ id, offered }) => (offered ? [id] : [])).join(', ')}`);
    this.out(`\n${this.t('command-mode.prompt')}`);
    this.out(process.stdout.isTTY ? sanitize(mode.prompt ?? '') : (mode.prompt ?? ''));
    return { ...mode, tool_states: states };
  }
}
