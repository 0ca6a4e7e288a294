import { resolvePath, type SandboxEntry, type SandboxService, type ToolContext, ToolError } from '@ock/kernel';
import type { BashInput } from './bash/parameters.ts';

/** what makes one command several: a pattern of a rule that is meant for one must not cover them */
const SEVERAL = /[;&|`$(){}<>\n\\]/;

/**
 * The sandbox for one command. Without it a command runs where none is wanted, or where that is permitted, which is a permission of its own:
 * `bash_unsandboxed`.
 * @param cwd the command's folder
 * @throws ToolError where it may not run
 */
export async function confine(
  input: BashInput,
  ctx: ToolContext,
  cwd: string,
  sandbox: SandboxService | undefined,
): Promise<SandboxEntry | undefined> {
  const entry = await sandbox?.enter({
    folder: resolvePath('.', ctx.cwd),
    cwd,
    outputs: ctx.outputDir,
    ...(ctx.rules && { rules: ctx.rules }),
  });
  if (entry ? input.unsandboxed !== true : !(await sandbox?.mustAsk())) return entry;
  const what = SEVERAL.test(input.command) ? `bash -c ${input.command}` : input.command;
  const answer = await ctx.permit?.({
    tool: { id: 'bash_unsandboxed', permission: 'exec', readOnly: false },
    input,
    subjects: [{ action: 'other', what }],
  });
  if (answer?.allowed) return undefined;
  const why = entry ? 'This command may not run outside of the sandbox' : 'No sandbox works here, and this command may not run without one';
  throw new ToolError(answer ? `${why}: ${answer.reason}` : `${why}.`);
}
