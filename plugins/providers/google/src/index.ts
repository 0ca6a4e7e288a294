import { definePlugin } from '@ock/kernel';
import { listModels } from './models.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('provider', 'google', { models: listModels });
  },
});
