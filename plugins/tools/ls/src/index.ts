import { definePlugin } from '@ock/kernel';
import { createLsTool } from './ls-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'ls', createLsTool());
  },
});
