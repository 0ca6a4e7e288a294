import { definePlugin } from '@ock/kernel';
import { createOfflineWire } from './offline-wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('wire', 'offline-intents', createOfflineWire(ctx.t));
  },
});
