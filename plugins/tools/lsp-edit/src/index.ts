import { definePlugin } from '@ock/kernel';
import { LspEditTool } from './lsp-edit-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'lsp_edit', new LspEditTool(() => ctx.use('service', 'lsp'), ctx.t));
  },
});
