import { definePlugin } from '@ock/kernel';
import { createSwitchModeTool } from './switch-mode-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'switch_mode', createSwitchModeTool(ctx.t));
  },
});
