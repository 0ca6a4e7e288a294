import { join } from 'node:path';
import { definePlugin } from '@ock/kernel';
import { createMemory } from './memory.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('service', 'memory', createMemory(join(ctx.kernel.paths.data, 'memory')));
  },
});
