import { limitOutput, type RunResult, runProcess, type Tool, type ToolContext, ToolError, type ToolOutput } from '@ock/kernel';
import { commandLine, gitArguments } from './git-arguments.ts';
import { logText, readLog, readStatus, statusText } from './git-facts.ts';
import type { GitInput } from './parameters.ts';

const TIMEOUT_MS = 120_000;
/** Nothing waits for a person, and reading takes no locks that the person's own git might wait for. */
const QUIET = {
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  GIT_EDITOR: 'true',
  GIT_SEQUENCE_EDITOR: 'true',
  GIT_PAGER: 'cat',
  GIT_OPTIONAL_LOCKS: '0',
  LC_ALL: 'C.UTF-8',
};

/** Judged as the command it runs, so that rules about `bash(git …)` hold here too. */
export function createGitTool(): Tool<GitInput> {
  return {
    subjects: (input, ctx) => [{ action: 'exec', command: judged(input), cwd: ctx.cwd }],
    async run(input, ctx) {
      ctx.signal.throwIfAborted();
      const args = gitArguments(input);
      return report(await git(args, ctx), input, args, ctx);
    },
  };
}

/** What `run` refuses is judged as the operation alone. */
function judged(input: GitInput): string {
  try {
    return commandLine(gitArguments(input));
  } catch (error) {
    if (error instanceof ToolError) return commandLine([String(input.operation)]);
    throw error;
  }
}

async function git(args: string[], ctx: ToolContext): Promise<RunResult> {
  try {
    return await runProcess('git', ['-c', 'core.quotePath=false', '-c', 'color.ui=false', ...args], {
      cwd: ctx.cwd,
      env: { ...ctx.env, ...QUIET },
      timeoutMs: TIMEOUT_MS,
      signal: ctx.signal,
      output: { dir: ctx.outputDir, name: `git-${ctx.callId}` },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new ToolError('git is not installed, or the folder is gone.', { cause: error });
    throw error;
  }
}

async function report(result: RunResult, input: GitInput, args: readonly string[], ctx: ToolContext): Promise<ToolOutput> {
  const command = commandLine(args);
  const title = `git ${input.operation}`;
  if (result.timedOut) throw new ToolError(`${command} did not end within ${TIMEOUT_MS / 1000} s and was stopped.`);
  ctx.signal.throwIfAborted();
  const exit = result.exitCode ?? undefined;
  if (exit !== 0)
    return {
      text: `${command}\n${result.text.trimEnd()}\nexit code: ${exit ?? result.signal}`,
      title,
      isError: true,
      metadata: exit === undefined ? {} : { exit_code: exit },
    };
  const { text, facts } = structured(result.text, input);
  const shown = await limitOutput(text.trim() === '' ? '(no output)' : text.trimEnd(), {
    dir: ctx.outputDir,
    keep: 'head',
    name: `git-${ctx.callId}`,
  });
  const file = result.file ?? shown.file;
  return { text: shown.text, title, metadata: { exit_code: 0, ...facts, ...(file && { output_file: file }) } };
}

function structured(text: string, { operation }: GitInput): { text: string; facts: Record<string, unknown> } {
  if (operation === 'status') {
    const status = readStatus(text);
    return { text: statusText(status), facts: { status } };
  }
  if (operation === 'log') {
    const commits = readLog(text);
    return { text: logText(commits), facts: { commits } };
  }
  return { text, facts: {} };
}
