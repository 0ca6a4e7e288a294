import { definePlugin } from '@ock/kernel';
import { createApplyPatchTool } from './apply-patch-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'apply_patch', createApplyPatchTool(ctx.t));
  },
});
