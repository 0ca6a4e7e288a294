import type { Tool, Translate } from '@ock/kernel';
import type { BackgroundCommands } from './background-commands.ts';
import type { KillInput } from './bash_kill/parameters.ts';
import { stateText } from './state-text.ts';

/** The tool `bash_kill`. What the commands wrote last can still be looked at. */
export function createKillTool(commands: BackgroundCommands, t: Translate): Tool<KillInput> {
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
      const [first] = meant;
      return {
        text: lines.join('\n') || 'Nothing runs in the background.',
        title: first && meant.length === 1 ? `${first.id}: ${stateText(first, t)}` : String(meant.length),
        metadata: { ended: meant.map((command) => command.id) },
      };
    },
  };
}
