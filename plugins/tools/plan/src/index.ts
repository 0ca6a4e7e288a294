import { definePlugin } from '@ock/kernel';
import { createPlanTool } from './plan-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register(
      'tool',
      'plan',
      createPlanTool(ctx.t, () => ctx.kernel.config.config.plans_dir),
    );
  },
});
