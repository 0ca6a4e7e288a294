import { definePlugin } from '@ock/kernel';
import { createWriteTool } from './write-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'write', createWriteTool());
  },
});
