import { definePlugin } from '@ock/kernel';
import { createCommands } from './commands.ts';
import { createPrompt } from './prompt.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('slash', 'init', createPrompt('init'));
    ctx.register('slash', 'review', createPrompt('review'));
    ctx.register('slash', 'commands', createCommands(ctx.t));
  },
});
