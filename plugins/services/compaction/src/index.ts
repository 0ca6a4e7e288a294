import { definePlugin } from '@ock/kernel';
import { createCompaction } from './compaction.ts';

export default definePlugin({
  activate(ctx) {
    const prompt = () => ctx.kernel.find('agent', 'compaction')?.contribution.prompt ?? '';
    ctx.register('service', 'compaction', createCompaction(prompt));
  },
});
