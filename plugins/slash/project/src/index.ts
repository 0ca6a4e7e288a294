import { definePlugin } from '@ock/kernel';
import { createDocs } from './docs.ts';
import { createFiles } from './files.ts';
import { createPlans } from './plans.ts';
import { createIndex } from './project.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('slash', 'index', createIndex(ctx.t));
    ctx.register('slash', 'plans', createPlans(ctx.t));
    ctx.register('slash', 'docs', createDocs(ctx.t));
    ctx.register('slash', 'files', createFiles(ctx.t));
  },
});
