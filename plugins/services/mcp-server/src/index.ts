import { definePlugin } from '@ock/kernel';
import { Serve } from './serve.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('service', 'mcp-server', new Serve(ctx));
  },
});
