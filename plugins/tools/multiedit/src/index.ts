import { definePlugin } from '@ock/kernel';
import { createMultiEditTool } from './multi-edit-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'multiedit', createMultiEditTool());
  },
});
