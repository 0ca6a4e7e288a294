import { homedir, tmpdir } from 'node:os';
import { definePlugin } from '@ock/kernel';
import { createRecorder } from './recorder.ts';

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const places = { cwd: kernel.cwd, data: kernel.paths.data, home: homedir(), tmp: tmpdir() };
    const settings = (kernel.config.config.provider as { replay?: { replay_loose?: boolean } } | undefined)?.replay;
    ctx.register(
      'service',
      'recorder',
      createRecorder({ places, loose: settings?.replay_loose === true, decorate: (decorator) => kernel.decorateWires(decorator) }),
    );
  },
});
