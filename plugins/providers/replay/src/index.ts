import { definePlugin, type ModelInfo, type RecordedTarget, type Wire } from '@ock/kernel';

export default definePlugin({
  activate(ctx) {
    ctx.register('provider', 'replay', {
      // sizes, prices and abilities are those of the model that was recorded
      async prepare(target) {
        const recorded = (await ctx.use('service', 'recorder')).target(target.model);
        return { ...target, info: withEffort(recorded, await ctx.use('wire', recorded.wire)) };
      },
    });
  },
});

/** A model that could not be told an effort when it was recorded cannot be now. */
function withEffort({ info, ...recorded }: RecordedTarget, wire: Wire): ModelInfo {
  const former = { ...recorded, info, baseUrl: '', headers: {}, auth: { type: 'none' }, extra: {} } as const;
  if (wire.effort?.('high', former) !== undefined) return info;
  return { ...info, capabilities: { ...info.capabilities, reasoning: false } };
}
