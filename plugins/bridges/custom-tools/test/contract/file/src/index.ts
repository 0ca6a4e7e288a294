import { fileURLToPath } from 'node:url';
import { definePlugin, openToolFile, type PluginContext, type ToolFile } from '@ock/kernel';
import { childScript } from '../../../../../../../kernel/test/host/support/host-fixture.ts';
import { testKernel } from '../../../../../../../kernel/test/support/test-kernel.ts';

const FILE = fileURLToPath(new URL('../tool.mjs', import.meta.url));
let running: Promise<{ file: ToolFile; tools: Awaited<ReturnType<ToolFile['start']>> }> | undefined;

/** A file of tools, as a plugin, so that it can be held to what tools promise. One process serves all tests. */
export default definePlugin({
  async activate(ctx) {
    running ??= start(ctx);
    const [first] = (await running).tools;
    if (first) ctx.register('tool', 'file', first.tool);
  },
});

export async function stopFile(): Promise<void> {
  await (await running)?.file.stop();
}

async function start(ctx: PluginContext) {
  const { kernel } = testKernel({ plugins: [], load: () => Promise.reject(new Error('no plugin here')) });
  const file = await openToolFile({ ...ctx, kernel }, FILE, 'file', await childScript());
  return { file, tools: await file.start() };
}
