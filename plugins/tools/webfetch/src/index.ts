import { definePlugin } from '@ock/kernel';
import { createWebFetchTool } from './webfetch-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'webfetch', createWebFetchTool());
  },
});
