import { definePlugin } from '@ock/kernel';
import { Keychain } from './keychain.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('service', 'keychain', new Keychain());
  },
});
