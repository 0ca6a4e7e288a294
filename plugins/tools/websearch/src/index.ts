import { definePlugin } from '@ock/kernel';
import { createWebSearchTool } from './websearch-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'websearch', createWebSearchTool(process.env));
  },
});
