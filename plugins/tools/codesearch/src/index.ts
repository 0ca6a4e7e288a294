import { definePlugin } from '@ock/kernel';
import { createCodeSearchTool } from './codesearch-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'codesearch', createCodeSearchTool(process.env));
  },
});
