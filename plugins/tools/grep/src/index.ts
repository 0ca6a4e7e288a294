import { definePlugin } from '@ock/kernel';
import { createGrepTool } from './grep-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'grep', createGrepTool(ctx.t));
  },
});
