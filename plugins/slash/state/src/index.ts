import { definePlugin } from '@ock/kernel';
import { createDoctor } from './doctor.ts';
import { createPlan, createTodo } from './lists.ts';
import { createPlugins } from './plugins.ts';
import { createLsp, createMcp } from './servers.ts';
import { createSkills } from './skills.ts';
import { createStatus } from './status.ts';
import { createTools } from './tools.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('slash', 'status', createStatus(ctx.t));
    ctx.register('slash', 'todo', createTodo(ctx.t));
    ctx.register('slash', 'plan', createPlan(ctx.t));
    ctx.register('slash', 'tools', createTools(ctx.t));
    ctx.register('slash', 'mcp', createMcp(ctx.t));
    ctx.register('slash', 'lsp', createLsp(ctx.t));
    ctx.register('slash', 'skills', createSkills(ctx.t));
    ctx.register('slash', 'plugins', createPlugins(ctx.t));
    ctx.register('slash', 'doctor', createDoctor(ctx.t));
  },
});
