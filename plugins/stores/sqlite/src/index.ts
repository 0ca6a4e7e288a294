import { definePlugin } from '@ock/kernel';
import { SqliteStore } from './sqlite-store.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('store', 'sqlite', { open: (dir) => SqliteStore.open(dir, ctx.t) });
  },
});
