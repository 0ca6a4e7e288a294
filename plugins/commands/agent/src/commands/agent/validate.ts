import { resolve } from 'node:path';
import { checkOwnFile, errorText, type Kernel, KernelError, ownFileAt, ownFiles, ownParts, selectModel } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';

interface Problem {
  file: string;
  level: 'error' | 'warning';
  code: string;
  message: string;
}

interface Validated {
  valid: boolean;
  files: string[];
  problems: Problem[];
}

export default class AgentValidate extends OcCommand {
  static override summary = 'what is wrong with agents, modes and styles of your own';
  static override description =
    'Without a file: all that stand in your folders, in those of the project, trusted or not, and in the configuration. Exit code 52 where one cannot be read.';
  static override examples = ['<%= config.bin %> agent validate', '<%= config.bin %> agent validate .opencode/agents/db.md --json'];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { file: Args.string({ ignoreStdin: true, description: 'file of an agent, a mode or a style' }) };

  async run(): Promise<Validated> {
    const { argv } = await this.parse(AgentValidate);
    const kernel = await this.kernel();
    const { cwd, paths, config } = kernel;
    const places = { config, paths, cwd, env: kernel.options.env };
    const named = (argv as string[]).map((file) => ownFileAt(resolve(cwd, file)));
    const files = named.length > 0 ? named : ownFiles(places, true);
    const tools = kernel.list('tool').map(({ id }) => id);
    const problems = files.flatMap((file): Problem[] => {
      const { own, problem } = checkOwnFile(file);
      if (problem) return [this.#problem(file.file, problem)];
      const { tools: given = [], withoutTools = [] } = own?.part ?? {};
      const unknown = [...given, ...withoutTools].filter((name) => !/[*_]/.test(name) && !tools.includes(name));
      const model = own?.kind === 'agent' ? own.part.model : undefined;
      return [
        ...this.#unknownModel(kernel, file.file, model),
        ...unknown.map(
          (tool): Problem => ({
            file: file.file,
            level: 'warning',
            code: 'OC_TOOL_UNKNOWN',
            message: this.t('command-agent.unknown_tool', { file: file.file, tool }),
          }),
        ),
      ];
    });
    if (named.length === 0) {
      const seen = new Set(files.map(({ file }) => file));
      const rest = ownParts(places).problems.filter(({ details }) => !seen.has(String(details.file)));
      problems.push(...rest.map((error) => this.#problem(String(error.details.file), error)));
    }
    for (const { message, level } of problems) this.out(this.t(`command-agent.${level}`, { message }));
    this.out(this.t('command-agent.checked', { files: files.length, problems: problems.length }));
    const valid = problems.every(({ level }) => level !== 'error');
    if (!valid) process.exitCode = new KernelError('OC_OWN_PART').exitCode;
    return { valid, files: files.map(({ file }) => file), problems };
  }

  /** It may be there on another machine. */
  #unknownModel(kernel: Kernel, file: string, model: string | undefined): Problem[] {
    if (model === undefined) return [];
    try {
      selectModel(kernel, model);
      return [];
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      return [{ file, level: 'warning', code: error.code, message: `${file}: ${errorText(error, this.t)}` }];
    }
  }

  #problem(file: string, error: KernelError): Problem {
    return { file, level: 'error', code: error.code, message: errorText(error, this.t) };
  }
}
