import { type Bridge, definePlugin } from '@ock/kernel';
import { EditFeedback } from './edit-feedback.ts';

/** Nothing to connect, so it is never started: servers are started by the service when a question comes. */
const bridge: Bridge = { start: () => Promise.resolve(), stop: () => Promise.resolve() };

export default definePlugin({
  activate(ctx) {
    ctx.register('bridge', 'lsp', bridge);
    const { enabled } = (ctx.kernel.config.config.lsp ?? {}) as { enabled?: boolean };
    if (enabled === false) return;
    const feedback = new EditFeedback({ service: () => ctx.use('service', 'lsp'), cwd: ctx.kernel.cwd, signal: ctx.signal, log: ctx.log });
    ctx.hooks.toolBefore.tap(async (call) => {
      await feedback.before(call);
      return call;
    });
    // after formatters: the errors of what stands in the file in the end
    ctx.hooks.toolResult.tap((output, call) => feedback.after(output, call), { stage: 100 });
  },
});
