import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  factsOf,
  limitOutput,
  type RunResult,
  resolvePath,
  runProcess,
  runShell,
  type Tool,
  type ToolContext,
  ToolError,
  type ToolOutput,
} from '@ock/kernel';
import type { CommandSettings } from './command-settings.ts';
import { fillCommand, shellVariables } from './fill-command.ts';
import { quoteWord } from './split-words.ts';

type Input = Record<string, unknown>;

const MAX_LINES = 2_000;
const MAX_BYTES = 32 * 1024;

/** A program as a tool. It is judged by the very command that runs; its exit code says whether it went well. */
export function createCommandTool(settings: CommandSettings): Tool<Input> {
  const { contribution, command, shell, stdin, timeoutMs } = settings;
  const names = Object.keys(contribution.parameters.properties as object);
  const folder = (ctx: ToolContext) => resolvePath(settings.cwd, ctx.cwd);
  return {
    subjects: (input, ctx) => {
      const [line = ''] = command;
      const text = shell ? line : fillCommand(command, names, input).map(quoteWord).join(' ');
      return [{ action: 'exec', command: text, cwd: folder(ctx) }];
    },
    async run(input, ctx) {
      const cwd = folder(ctx);
      if (!factsOf(cwd)?.isDirectory()) throw new ToolError(`There is no folder ${cwd} to run it in.`);
      const [program, ...args] = shell ? command : fillCommand(command, names, input);
      const options = {
        cwd,
        env: { ...ctx.env, ...settings.env, ...(shell && shellVariables(names, input)) },
        timeoutMs,
        signal: ctx.signal,
        onOutput: (text: string) => ctx.progress(text),
        output: { dir: ctx.outputDir, name: `${contribution.id}-${ctx.callId}` },
        ...(stdin && { stdin: `${JSON.stringify(input)}\n` }),
      };
      try {
        const result = await (shell ? runShell(program as string, options) : runProcess(program as string, args, options));
        return await report(result, contribution.id, timeoutMs, ctx);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') throw new ToolError(`There is no program ${program}.`, { cause: error });
        if (code === 'EACCES') throw new ToolError(`${program} may not be run: is it executable?`, { cause: error });
        throw code === undefined ? error : new ToolError(`${basename(program as string)} does not start: ${message}`, { cause: error });
      }
    },
  };
}

async function report(result: RunResult, id: string, timeoutMs: number, ctx: ToolContext): Promise<ToolOutput> {
  const { exitCode, signal, timedOut, aborted } = result;
  const name = `${id}-${ctx.callId}`;
  const plain = stripVTControlCharacters(result.text);
  const shown = await limitOutput(plain, { dir: ctx.outputDir, keep: 'both', maxLines: MAX_LINES, maxBytes: MAX_BYTES, name });
  const file = result.file ?? shown.file;
  const end = timedOut
    ? `timed out: ended after ${timeoutMs} ms`
    : aborted
      ? 'interrupted: ended before it finished'
      : exitCode === null
        ? `ended by signal: ${signal}`
        : `exit code: ${exitCode}`;
  const failed = exitCode !== 0;
  const body = shown.text === '' ? '(no output)' : shown.text;
  return {
    text: failed ? `${body.replace(/\n$/, '')}\n${end}` : body,
    title: failed ? `${id} (${exitCode ?? signal ?? ''})` : id,
    ...(failed && { isError: true }),
    metadata: {
      ...(exitCode !== null && { exit_code: exitCode }),
      ...(signal && { signal }),
      ...(file !== undefined && { output_file: file }),
      ...(timedOut && { timed_out: true }),
      duration_ms: result.durationMs,
    },
  };
}
