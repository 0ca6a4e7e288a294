import { definePlugin } from '@ock/kernel';
import { createCohereProvider } from './provider.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('provider', 'cohere', createCohereProvider());
  },
});
