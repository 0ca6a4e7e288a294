import { statSync } from 'node:fs';
import {
  limitOutput,
  type RunResult,
  resolvePath,
  runShell,
  type SandboxEntry,
  type SandboxService,
  type Tool,
  type ToolContext,
  ToolError,
  type ToolOutput,
  type Translate,
} from '@ock/kernel';
import type { BackgroundCommands } from './background-commands.ts';
import type { BashInput } from './bash/parameters.ts';
import { confine } from './confine.ts';
import { environment } from './environment.ts';
import { plainText } from './plain-text.ts';
import { createProgress } from './progress.ts';
import { showOutput } from './show-output.ts';
import { terminal } from './terminal.ts';

const DEFAULT_TIMEOUT_MS = 120_000;
const MAX_TIMEOUT_MS = 600_000;
/** what the model is told at most; the runner keeps 30 KB of longer output */
const MAX_LINES = 2_000;
const MAX_BYTES = 32 * 1024;
const MAX_COMMAND_CHARS = 100_000;
const TITLE_CHARS = 120;
/** ms that a command in the background is watched before the model goes on: it may fail at once */
const SETTLE_MS = 250;

/** The tool `bash`: one command, one shell, its exit code always told. */
export function createBashTool(
  t: Translate,
  commands: BackgroundCommands,
  sandbox: () => Promise<SandboxService | undefined>,
): Tool<BashInput> {
  return {
    subjects: (input, ctx) => [{ action: 'exec', command: input.command, cwd: resolvePath(input.workdir ?? '.', ctx.cwd) }],
    async run(input, ctx) {
      const cwd = workdir(input, ctx);
      if (input.command.length > MAX_COMMAND_CHARS)
        throw new ToolError(`The command is longer than ${MAX_COMMAND_CHARS} characters. Write it to a file and run that.`);
      const confined = await confine(input, ctx, cwd, await sandbox());
      if (input.background) return startInBackground(input, ctx, { cwd, ...(confined && { confined }) }, commands, t);
      const timeoutMs = Math.min(input.timeout ?? timeoutOf(ctx.config), MAX_TIMEOUT_MS);
      const start = input.pty ? await terminal() : undefined;
      const progress = createProgress((text) => ctx.progress(text));
      const result = await runShell(input.command, {
        cwd,
        env: environment(ctx.env, input.pty),
        timeoutMs,
        signal: ctx.signal,
        onOutput: progress.add,
        ...(start && { start }),
        ...(confined && { wrap: confined.wrap }),
        output: { dir: ctx.outputDir, name: `bash-${ctx.callId}` },
      }).finally(progress.end);
      const output = await report(result, input, ctx, timeoutMs, t);
      const note = confined?.leave(result);
      return note === undefined ? output : { ...output, text: `${output.text}\n${note}` };
    },
  };
}

/** Returns as soon as the command runs; one that fails at once is reported as if it had been waited for. */
async function startInBackground(
  input: BashInput,
  ctx: ToolContext,
  { cwd, confined }: { cwd: string; confined?: SandboxEntry },
  commands: BackgroundCommands,
  t: Translate,
): Promise<ToolOutput> {
  ctx.signal.throwIfAborted();
  const start = input.pty ? await terminal() : undefined;
  const command = await commands.start({
    callId: ctx.callId,
    sessionId: ctx.sessionId,
    command: input.command,
    cwd,
    env: environment(ctx.env, input.pty),
    timeoutMs: input.timeout ?? Number.POSITIVE_INFINITY,
    output: { dir: ctx.outputDir, name: `bash-${ctx.callId}` },
    ...(start && { start }),
    ...(confined && { confined }),
  });
  await command.settle(SETTLE_MS, ctx.signal);
  if (ctx.signal.aborted) await command.kill();
  if (command.result) command.told = true;
  const shown = await showOutput(command, ctx, { wholeLines: true });
  const how = command.result
    ? `${command.id} has ended already: ${command.state}`
    : `Runs in the background as ${command.id}, until this session ends. bash_output shows what it writes next, bash_kill ends it.`;
  const where = command.file ? ` Whole output: ${command.file}.` : '';
  const failed = command.result !== undefined && command.result.exitCode !== 0;
  return {
    text: `${shown}${how}${where}`,
    title: t('tool-bash.title-background', { command: titleOf(input), id: command.id }),
    ...(failed && { isError: true }),
    metadata: {
      background: true,
      process_id: command.id,
      pid: command.pid,
      ...(typeof command.result?.exitCode === 'number' && { exit_code: command.result.exitCode }),
      ...(command.file && { output_file: command.file }),
    },
  };
}

function titleOf({ description, command }: BashInput): string {
  return (description ?? command).replace(/\s+/g, ' ').trim().slice(0, TITLE_CHARS);
}

async function report(result: RunResult, input: BashInput, ctx: ToolContext, timeoutMs: number, t: Translate): Promise<ToolOutput> {
  const shown = await limitOutput(plainText(result.text), {
    dir: ctx.outputDir,
    keep: 'both',
    maxLines: MAX_LINES,
    maxBytes: MAX_BYTES,
    name: `bash-${ctx.callId}`,
    ...(result.file && { file: result.file }),
  });
  const file = result.file ?? shown.file;
  const body = shown.text === '' ? '(no output)\n' : shown.text.endsWith('\n') ? shown.text : `${shown.text}\n`;
  const status = endOf(result, timeoutMs);
  const notes = result.background
    ? `A process of this command still runs in the background; it is ended when this program ends.${result.file ? ` Its further output goes to ${result.file}.` : ''}\n`
    : '';
  const failed = result.exitCode !== 0;
  const name = titleOf(input);
  return {
    text: `${body}${notes}${status}`,
    title: t(result.exitCode === 0 ? 'tool-bash.title' : 'tool-bash.title-failed', {
      command: name,
      status: result.exitCode ?? result.signal ?? '',
    }),
    ...(failed ? { isError: true } : {}),
    metadata: {
      ...(result.exitCode === null ? {} : { exit_code: result.exitCode }),
      ...(result.signal ? { signal: result.signal } : {}),
      ...(file ? { output_file: file } : {}),
      ...(result.timedOut ? { timed_out: true } : {}),
      ...(result.background ? { background: true } : {}),
      duration_ms: result.durationMs,
    },
  };
}

/** The fixed last line: how it ended. */
function endOf(result: RunResult, timeoutMs: number): string {
  if (result.timedOut)
    return `timed out: ended after ${timeoutMs} ms. Give a larger timeout (at most ${MAX_TIMEOUT_MS}), or start it with background if it never ends.`;
  if (result.aborted) return 'interrupted: ended before it finished.';
  return result.exitCode === null ? `ended by signal: ${result.signal}` : `exit code: ${result.exitCode}`;
}

function workdir(input: BashInput, ctx: ToolContext): string {
  const path = resolvePath(input.workdir ?? '.', ctx.cwd);
  const facts = statSync(path, { throwIfNoEntry: false });
  if (!facts) throw new ToolError(`workdir does not exist: ${path}`);
  if (!facts.isDirectory()) throw new ToolError(`workdir is not a folder: ${path}`);
  return path;
}

function timeoutOf(config: Record<string, unknown>): number {
  return typeof config.timeout === 'number' && config.timeout > 0 ? config.timeout : DEFAULT_TIMEOUT_MS;
}
