import type { Tool, Translate } from '@ock/kernel';
import type { BackgroundCommands } from './background-commands.ts';
import type { OutputInput } from './bash_output/parameters.ts';
import { showOutput } from './show-output.ts';
import { stateText } from './state-text.ts';

const MAX_WAIT_S = 600;

/** The tool `bash_output`. */
export function createOutputTool(commands: BackgroundCommands, t: Translate): Tool<OutputInput> {
  return {
    async run({ id, filter, wait = 0 }, ctx) {
      if (id === undefined) return { text: commands.list(ctx.sessionId), title: String(commands.of(ctx.sessionId).length) };
      const command = commands.get(id, ctx.sessionId);
      if (wait > 0) await command.settle(Math.min(wait, MAX_WAIT_S) * 1000, ctx.signal, filter);
      const { result } = command;
      const shown = await showOutput(command, ctx, { filter });
      if (result) command.told = true;
      const none = `(no new output${filter === undefined ? '' : ' that matches'})\n`;
      return {
        text: `${shown || none}${command.state}`,
        title: `${id}: ${stateText(command, t)}`,
        metadata: {
          process_id: id,
          running: result === undefined,
          ...(typeof result?.exitCode === 'number' && { exit_code: result.exitCode }),
          ...(result?.signal && { signal: result.signal }),
          ...(command.file && { output_file: command.file }),
        },
      };
    },
  };
}
