import { definePlugin } from '@ock/kernel';
import { createTaskTool } from './task-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'task', createTaskTool());
  },
});
