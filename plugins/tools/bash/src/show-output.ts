import { limitOutput, type ToolContext } from '@ock/kernel';
import type { BackgroundCommand } from './background-command.ts';

const MAX_LINES = 2_000;
const MAX_BYTES = 32 * 1024;

/** What a command wrote since the last look, cut to what a model is told; ends with a line break unless it is empty. */
export async function showOutput(
  command: BackgroundCommand,
  ctx: ToolContext,
  options: { filter?: string | undefined; wholeLines?: boolean } = {},
): Promise<string> {
  const { text, skipped } = command.take(options);
  const { text: shown } = await limitOutput(text, {
    dir: ctx.outputDir,
    keep: 'both',
    maxLines: MAX_LINES,
    maxBytes: MAX_BYTES,
    name: `bash-${ctx.callId}`,
    ...(command.file && { file: command.file }),
  });
  const gap =
    skipped > 0 ? `[${skipped} characters before this are not shown.${command.file ? ` Whole output: ${command.file}.` : ''}]\n` : '';
  return `${gap}${shown === '' || shown.endsWith('\n') ? shown : `${shown}\n`}`;
}
