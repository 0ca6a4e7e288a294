import { definePlugin } from '@ock/kernel';
import { McpBridge } from './mcp-bridge.ts';
import { McpClientService } from './mcp-service.ts';

let bridge: McpBridge | undefined;

export default definePlugin({
  activate(ctx) {
    bridge = new McpBridge(ctx);
    ctx.register('bridge', 'mcp', bridge);
    ctx.register('service', 'mcp', new McpClientService(bridge));
  },
  async deactivate() {
    await bridge?.stop();
  },
});
