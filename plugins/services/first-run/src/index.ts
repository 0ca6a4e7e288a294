import { definePlugin } from '@ock/kernel';
import { createFirstRun } from './first-run.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('service', 'first-run', createFirstRun(ctx.kernel, ctx.t));
  },
});
