import { definePlugin } from '@ock/kernel';
import { createPermissions } from './permissions.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('slash', 'permissions', createPermissions(ctx.t));
  },
});
