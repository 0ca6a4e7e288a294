import { definePlugin } from '@ock/kernel';
import { createLspTool } from './lsp-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register(
      'tool',
      'lsp',
      createLspTool(() => ctx.use('service', 'lsp')),
    );
  },
});
