import { definePlugin } from '@ock/kernel';
import { createCheckpoint } from './checkpoint.ts';
import { createDiff } from './diff.ts';
import { createRedo, createUndo } from './undo.ts';

export default definePlugin({
  activate(ctx) {
    const parts = { snapshots: () => ctx.use('service', 'snapshots'), t: ctx.t };
    ctx.register('slash', 'undo', createUndo(parts));
    ctx.register('slash', 'redo', createRedo(parts));
    ctx.register('slash', 'diff', createDiff(parts));
    ctx.register('slash', 'checkpoint', createCheckpoint(parts));
  },
});
