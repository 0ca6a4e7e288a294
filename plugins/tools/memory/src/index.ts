import { definePlugin } from '@ock/kernel';
import { createMemoryTool } from './memory-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register(
      'tool',
      'memory',
      createMemoryTool(() => ctx.use('service', 'memory')),
    );
  },
});
