import { definePlugin, openConversation } from '@ock/kernel';
import { Repl } from './repl.ts';
import { terminal } from './terminal.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('frontend', 'repl', {
      start: (options) => new Repl({ kernel: ctx.kernel, t: ctx.t, terminal: terminal(process), open: openConversation }, options).run(),
    });
  },
});
