import type { Tool } from '@ock/kernel';
import type { BackgroundCommands } from './background-commands.ts';
import type { KillInput } from './bash_kill/parameters.ts';

/** The tool `bash_kill`. What the commands wrote last can still be looked at. */
export function createKillTool(commands: BackgroundCommands): Tool<KillInput> {
  return {
    async run({ id }, ctx) {
      ctx.signal.throwIfAborted();
      const meant = id === undefined ? commands.of(ctx.sessionId).filter(({ result }) => !result) : [commands.get(id, ctx.sessionId)];
      const lines = await Promise.all(
        meant.map(async (command) => {
          const before = command.result ? 'had ended before, ' : '';
          command.told = true;
          await command.kill();
          return `${command.id}: ${before}${command.state}`;
        }),
      );
      return {
        text: lines.join('\n') || 'Nothing runs in the background.',
        title: lines.length === 1 ? (lines[0] as string) : String(lines.length),
        metadata: { ended: meant.map((command) => command.id) },
      };
    },
  };
}
