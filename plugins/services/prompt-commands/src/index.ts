import { definePlugin } from '@ock/kernel';
import { createPromptCommands } from './prompt-commands.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('service', 'prompt-commands', createPromptCommands(ctx.kernel, ctx.t));
  },
});
