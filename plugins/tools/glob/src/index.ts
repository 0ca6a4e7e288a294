import { definePlugin } from '@ock/kernel';
import { createGlobTool } from './glob-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'glob', createGlobTool(ctx.t));
  },
});
