import { definePlugin } from '@ock/kernel';
import { withInstructions } from './instructions.ts';
import { McpBridge } from './mcp-bridge.ts';
import { McpClientService } from './mcp-service.ts';

const bridges = new Set<McpBridge>();

export default definePlugin({
  activate(ctx) {
    const bridge = new McpBridge(ctx);
    bridges.add(bridge);
    ctx.hooks.request.tap((request) => withInstructions(request, bridge.found));
    ctx.register('bridge', 'mcp', bridge);
    ctx.register('service', 'mcp', new McpClientService(bridge));
  },
  async deactivate() {
    await Promise.all([...bridges].map((bridge) => bridge.stop()));
    bridges.clear();
  },
});
