import { definePlugin } from '@ock/kernel';
import { createRun } from './run.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('frontend', 'run', createRun(ctx.kernel, ctx.t));
  },
});
