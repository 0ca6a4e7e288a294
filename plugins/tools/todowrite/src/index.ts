import { definePlugin } from '@ock/kernel';
import { createTodoRead, createTodoWrite } from './todo-tools.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'todowrite', createTodoWrite(ctx.t));
    ctx.register('tool', 'todoread', createTodoRead(ctx.t));
  },
});
