import { definePlugin } from '@ock/kernel';
import { SandboxRuntime } from './sandbox-runtime.ts';

export default definePlugin({
  activate(ctx) {
    const runtime = new SandboxRuntime();
    ctx.register('sandbox', 'sandbox-runtime', runtime);
    ctx.hooks.shutdown.tap(() => runtime.close());
  },
});
