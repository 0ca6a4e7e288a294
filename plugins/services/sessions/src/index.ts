import { definePlugin } from '@ock/kernel';
import { Sessions } from './sessions.ts';

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const sessions = new Sessions({ dataDir: kernel.paths.data, openStore: () => kernel.openStore() });
    ctx.signal.addEventListener('abort', () => sessions.releaseAll(), { once: true });
    ctx.register('service', 'sessions', sessions);
  },
});
