import { definePlugin } from '@ock/kernel';
import { createBashTool } from './bash-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'bash', createBashTool(ctx.t));
  },
});
