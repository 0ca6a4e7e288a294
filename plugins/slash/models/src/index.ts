import { definePlugin } from '@ock/kernel';
import { createEffort } from './effort.ts';
import { createModel, createModels } from './models.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('slash', 'models', createModels(ctx.t));
    ctx.register('slash', 'model', createModel(ctx.t));
    ctx.register('slash', 'effort', createEffort(ctx.t));
  },
});
