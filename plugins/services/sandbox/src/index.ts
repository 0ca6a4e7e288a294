import { definePlugin, resolvePath } from '@ock/kernel';
import { Sandboxes } from './sandboxes.ts';
import { readSettings } from './settings.ts';

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const sandboxes = new Sandboxes({
      settings: readSettings(kernel),
      own: kernel.paths,
      t: ctx.t,
      backends: () =>
        kernel
          .list('sandbox')
          .filter(({ platforms }) => platforms.includes(process.platform))
          .sort((a, b) => a.order - b.order)
          .map(({ id }) => ({ id, load: () => ctx.use('sandbox', id) })),
      warn: (text) => kernel.emit({ type: 'notice', session_id: '', time: Date.now(), level: 'warning', code: 'sandbox', text }),
      home: resolvePath(kernel.options.env.HOME ?? '~', '/'),
    });
    ctx.register('service', 'sandbox', sandboxes);
  },
});
