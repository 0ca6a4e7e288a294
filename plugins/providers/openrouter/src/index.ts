import { definePlugin } from '@ock/kernel';
import { login } from './login.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('provider', 'openrouter', { login });
  },
});
