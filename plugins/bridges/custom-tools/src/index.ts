import { definePlugin } from '@ock/kernel';
import { CustomTools } from './custom-tools.ts';

let bridge: CustomTools | undefined;

export default definePlugin({
  activate(ctx) {
    bridge = new CustomTools(ctx);
    ctx.register('bridge', 'custom-tools', bridge);
  },
  async deactivate() {
    await bridge?.stop();
  },
});
