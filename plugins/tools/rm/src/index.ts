import { definePlugin } from '@ock/kernel';
import { createRmTool } from './rm-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'rm', createRmTool());
  },
});
