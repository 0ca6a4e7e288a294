import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkOwnFile, KernelError, ownFileAt, selectModel } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { projectFolders } from '@ock/kernel/config';
import { agentFile, type NewAgent } from '../../agent-file.ts';
import { keepAgent } from '../../keep-agent.ts';
import { hasTerminal, questions } from '../../questions.ts';

const WHO = ['primary', 'subagent', 'all'] as const;
const ID = /^[a-z][\w-]{0,63}$/i;

interface Created {
  id: string;
  file: string;
  /** false: the folder is not trusted, so it does not count yet */
  counts: boolean;
}

export default class AgentCreate extends OcCommand {
  static override summary = 'write an agent of your own into a file';
  static override description =
    'Without flags it asks. The file is .opencode/agents/ID.md of the project; with --global it stands with your configuration and counts everywhere.';
  static override examples = [
    '<%= config.bin %> agent create',
    '<%= config.bin %> agent create db --description "knows the database" --tools read,grep,bash --prompt "You know the schema in db/."',
    '<%= config.bin %> agent create porter --as subagent --global --description "ports code" --prompt "Port what you are given."',
  ];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ ignoreStdin: true, description: 'name of the agent' }) };
  static override flags = {
    description: Flags.string({ summary: 'what it is for, in one line', helpValue: 'TEXT' }),
    prompt: Flags.string({ summary: 'what it is told', helpValue: 'TEXT' }),
    tools: Flags.string({ summary: 'tools it works with, with commas between them; all when left out', helpValue: 'LIST' }),
    as: Flags.option({ options: WHO, summary: 'who calls it: people, the tool task, or both' })(),
    global: Flags.boolean({ summary: 'for every project' }),
    force: Flags.boolean({ summary: 'write over a file that is there' }),
  };

  async run(): Promise<Created> {
    const { args, flags } = await this.parse(AgentCreate);
    const kernel = await this.kernel();
    const agent = await this.#gathered(args.id, flags);
    if (!ID.test(agent.id)) throw new KernelError('OC_INPUT', { because: 'command-agent.bad_id', id: agent.id });
    if (agent.model !== undefined) agent.model = selectModel(kernel, agent.model);
    this.#checkTools(
      agent.tools ?? [],
      kernel.list('tool').map(({ id }) => id),
    );
    const root = flags.global ? undefined : projectFolders(kernel.cwd)[0];
    const folder = root === undefined ? join(kernel.paths.config, 'agents') : join(root, '.opencode/agents');
    const file = resolve(folder, `${agent.id}.md`);
    if (existsSync(file) && !flags.force) throw new KernelError('OC_INPUT', { because: 'command-agent.exists', file });
    const counts = await keepAgent(kernel, file, agentFile(agent), root);
    const { problem } = checkOwnFile(ownFileAt(file));
    if (problem) throw problem;
    this.out(this.t('command-agent.created', { id: agent.id, file }));
    if (!counts) this.note(this.t('command-agent.untrusted'));
    return { id: agent.id, file, counts };
  }

  /** What was given, and what the person answers for the rest. @throws OC_USAGE without a terminal, where something is missing */
  async #gathered(
    id: string | undefined,
    flags: { description?: string; prompt?: string; tools?: string; model?: string; as?: (typeof WHO)[number] },
  ): Promise<NewAgent> {
    const isWhole = id !== undefined && flags.description !== undefined && flags.prompt !== undefined;
    const ask = isWhole ? undefined : await questions(this.t);
    const given = {
      id: id ?? (await ask?.text('command-agent.ask_id')) ?? '',
      description: flags.description ?? (await ask?.text('command-agent.ask_description')) ?? '',
    };
    const prompt = flags.prompt ?? (await ask?.text('command-agent.ask_prompt')) ?? '';
    if (prompt.trim() === '') throw new KernelError('OC_INPUT', { because: 'command-agent.no_prompt' });
    const who = flags.as ?? (ask && hasTerminal() ? await ask.choose('command-agent.ask_who', this.#whoChoices()) : 'primary');
    const listed = flags.tools ?? (await ask?.text('command-agent.ask_tools')) ?? '';
    const tools = listed
      .split(',')
      .map((tool) => tool.trim())
      .filter(Boolean);
    return {
      ...given,
      prompt,
      ...(tools.length > 0 && { tools }),
      ...(flags.model !== undefined && { model: flags.model }),
      ...(who !== 'primary' && { mode: who as 'subagent' | 'all' }),
    };
  }

  #whoChoices(): { name: string; message: string }[] {
    const kinds = { primary: 'primary', subagent: 'subagent', all: 'both' };
    return WHO.map((name) => ({ name, message: this.t(`command-agent.kind_${kinds[name]}`) }));
  }

  /** @throws OC_TOOL_UNKNOWN for a tool that is not there; those of servers have names with an underscore */
  #checkTools(tools: readonly string[], known: readonly string[]): void {
    const wrong = tools.find((tool) => !/[*_]/.test(tool) && !known.includes(tool));
    if (wrong !== undefined) throw new KernelError('OC_TOOL_UNKNOWN', { tool: wrong, near: '' });
  }
}
