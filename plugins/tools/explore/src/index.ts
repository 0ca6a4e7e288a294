import { definePlugin } from '@ock/kernel';
import { createExploreTool } from './explore-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register(
      'tool',
      'explore',
      createExploreTool(() => ctx.use('service', 'project-index')),
    );
  },
});
