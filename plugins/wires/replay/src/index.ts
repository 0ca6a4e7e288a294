import { definePlugin } from '@ock/kernel';
import { createReplayWire } from './replay-wire.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register(
      'wire',
      'replay',
      createReplayWire({
        recorder: () => ctx.use('service', 'recorder'),
        wire: (id) => ctx.use('wire', id),
        timed: ctx.kernel.options.env.OPENCODE_REPLAY_TIMING === '1',
      }),
    );
  },
});
