import { definePlugin } from '@ock/kernel';
import { createEditTool } from './edit-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'edit', createEditTool());
  },
});
