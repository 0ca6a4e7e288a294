import { definePlugin } from '@ock/kernel';
import { FilesStore } from './files-store.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('store', 'files', { open: (dir) => FilesStore.open(dir, ctx.t) });
  },
});
