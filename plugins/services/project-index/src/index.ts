import { join } from 'node:path';
import { childEnv, definePlugin } from '@ock/kernel';
import { ProjectIndexer } from './project-indexer.ts';

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const options = { dir: join(kernel.paths.data, 'project-index'), env: childEnv(kernel), log: ctx.log };
    ctx.register('service', 'project-index', new ProjectIndexer(options));
  },
});
