import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { runToolOnce } from '../kernel/src/turn/tools/run-tool-once.ts';
import { EVERYTHING, mcpLab, nodeServer } from '../plugins/bridges/mcp/test/support/mcp-lab.ts';

/** What a call of an MCP tool costs beyond the SDK: `echo` of the reference server, one call after the other. */
const CALLS = 2_000;
const WARM_UP = 200;
const input = { message: 'x' };

const client = new Client({ name: 'bench', version: '1.0.0' });
const transport = new StdioClientTransport({ command: process.execPath, args: [EVERYTHING], stderr: 'ignore' });
await client.connect(transport as Parameters<Client['connect']>[0]);
const lab = mcpLab({ servers: { every: nodeServer(EVERYTHING) }, lazy: false });
await lab.kernel.bridges.start();
await measure('the SDK alone', () => client.callTool({ name: 'echo', arguments: input }));
await measure('hooks, schema, permission, bridge', () => runToolOnce(lab.kernel, { tool: 'every_echo', input }));
await client.close();
await lab.close();

async function measure(what: string, call: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < WARM_UP; n++) await call();
  const times: number[] = [];
  for (let n = 0; n < CALLS; n++) {
    const begin = performance.now();
    await call();
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(CALLS * share)] ?? 0).toFixed(2);
  process.stdout.write(`${what}: median ${at(0.5)} ms, 95 % below ${at(0.95)} ms\n`);
}
