import { definePlugin } from '@ock/kernel';
import { Bubblewrap } from './bubblewrap.ts';

export default definePlugin({
  activate(ctx) {
    const bubblewrap = new Bubblewrap();
    ctx.register('sandbox', 'bubblewrap', bubblewrap);
    ctx.hooks.shutdown.tap(() => bubblewrap.close());
  },
});
