import { definePlugin } from '@ock/kernel';
import { createTodoTool } from './todo-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'todo', createTodoTool(ctx.t));
  },
});
