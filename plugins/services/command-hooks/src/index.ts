import { definePlugin } from '@ock/kernel';
import { readHooks } from './read-hooks.ts';
import { Runner } from './runner.ts';
import { CommandHooks } from './service.ts';
import { SessionHooks } from './session-hooks.ts';
import { ToolHooks } from './tool-hooks.ts';

export default definePlugin({
  activate(ctx) {
    const { hooks, problems } = readHooks(ctx.kernel);
    const runner = new Runner(ctx, hooks);
    for (const problem of problems) runner.tell(problem, '');
    new ToolHooks(ctx, runner);
    new SessionHooks(ctx, runner);
    ctx.register('service', 'command-hooks', new CommandHooks(ctx, runner));
  },
});
