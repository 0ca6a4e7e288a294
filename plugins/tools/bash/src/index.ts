import { definePlugin } from '@ock/kernel';
import { BackgroundCommands } from './background-commands.ts';
import { createBashTool } from './bash-tool.ts';
import { createKillTool } from './kill-tool.ts';
import { createOutputTool } from './output-tool.ts';

export default definePlugin({
  activate(ctx) {
    // looked for when the first command runs, so that nothing of it loads before
    const sandbox = async () => (ctx.kernel.find('service', 'sandbox') ? ctx.use('service', 'sandbox') : undefined);
    const commands = new BackgroundCommands();
    ctx.register('tool', 'bash', createBashTool(ctx.t, commands, sandbox));
    ctx.register('tool', 'bash_output', createOutputTool(commands, ctx.t));
    ctx.register('tool', 'bash_kill', createKillTool(commands, ctx.t));
    ctx.hooks.toolResult.tap((output, call) => {
      const news = commands.news(call.sessionId);
      return news === undefined ? output : { ...output, text: `${output.text}\n\n${news}` };
    });
    ctx.hooks.prompt.tap((input, session) => {
      const news = commands.news(session.id);
      return news === undefined ? input : { ...input, text: `${input.text}\n\n${news}` };
    });
    ctx.hooks.sessionEnd.tap((session) => commands.end(session.id));
    ctx.hooks.shutdown.tap(() => commands.end());
  },
});
