import { definePlugin } from '@ock/kernel';
import { createReadTool } from './read-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'read', createReadTool(ctx.t));
  },
});
