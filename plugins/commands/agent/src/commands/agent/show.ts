import {
  type AgentContribution,
  findAgent,
  findMode,
  type Kernel,
  permissionMode,
  sanitize,
  shownDescription,
  systemPrompt,
  type ToolState,
  toolStates,
} from '@ock/kernel';
import { Args, Flags, OcCommand, table } from '@ock/kernel/command';
import { kindOf } from '../../agent-row.ts';

interface Shown extends AgentContribution {
  kind: string;
  /** tools that it gets, and what keeps it from the others */
  tool_states: ToolState[];
}

export default class AgentShow extends OcCommand {
  static override summary = 'limits of an agent, the tools it really gets, and its prompt';
  static override examples = [
    '<%= config.bin %> agent show plan',
    '<%= config.bin %> agent show build --mode architect',
    '<%= config.bin %> agent show general --json',
  ];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ ignoreStdin: true, required: true, description: 'agent' }) };
  static override flags = { mode: Flags.string({ summary: 'as it works in this mode', helpValue: 'ID' }) };

  async run(): Promise<Shown> {
    const { args, flags } = await this.parse(AgentShow);
    const kernel = await this.kernel();
    const agent = findAgent(kernel, args.id);
    const states = await toolStates(kernel, agent, {
      mode: permissionMode(kernel, undefined),
      model: flags.model ?? agent.model ?? kernel.config.config.model,
      ...(flags.mode !== undefined && { workMode: findMode(kernel, flags.mode) }),
    });
    this.#facts(kernel, agent);
    const offered = states.flatMap((state) => (state.offered ? [state.id] : []));
    this.out(`\n${this.t('command-agent.tools_offered', { count: offered.length })}`);
    this.out(`  ${offered.join(', ')}`);
    const absent = states.filter((state) => !state.offered);
    if (absent.length > 0) {
      this.out(this.t('command-agent.tools_absent'));
      for (const line of table(absent.map(({ id, absence }) => [id, this.t(`command-agent.absence_${absence}`)]))) this.out(`  ${line}`);
    }
    this.out(`\n${this.t('command-agent.prompt')}`);
    const prompt = systemPrompt(agent, offered);
    this.out(process.stdout.isTTY ? sanitize(prompt) : prompt);
    return { ...agent, kind: kindOf(agent), tool_states: states };
  }

  #facts(kernel: Kernel, agent: AgentContribution): void {
    const { file, model, temperature, effort, maxTurns, maxTokens, maxCostUsd, readOnly, ask } = agent;
    const facts: [key: string, value: string | undefined][] = [
      ['id', agent.id],
      ['description', shownDescription(kernel, 'agent', agent.id)],
      ['kind', this.t(`command-agent.kind_${kindOf(agent)}`)],
      ['file', file],
      ['model', model],
      ['temperature', temperature?.toString()],
      ['effort', effort?.toString()],
      ['max_turns', maxTurns?.toString()],
      ['max_tokens', maxTokens?.toString()],
      ['max_cost_usd', maxCostUsd?.toString()],
      ['read_only', readOnly ? this.t('command-agent.yes') : undefined],
      ['ask', ask?.join(', ')],
    ];
    const rows = facts.flatMap(([key, value]) => (value === undefined ? [] : [[this.t(`command-agent.field_${key}`), value]]));
    for (const line of table(rows)) this.out(line);
  }
}
