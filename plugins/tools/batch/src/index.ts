import { definePlugin } from '@ock/kernel';
import { createBatchTool } from './batch-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'batch', createBatchTool(ctx.t));
  },
});
