import { definePlugin } from '@ock/kernel';
import { createCompact } from './compact.ts';
import { createContext } from './context.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('slash', 'compact', createCompact(ctx.t));
    ctx.register('slash', 'context', createContext(ctx.t));
  },
});
