import { definePlugin } from '@ock/kernel';
import { createMentions } from './mentions.ts';

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    ctx.register(
      'service',
      'mentions',
      createMentions({
        ended: kernel.signal,
        ids: (kind) => kernel.list(kind).flatMap((part) => ('hidden' in part && part.hidden ? [] : [part.id])),
        modePrompt: (id) => kernel.find('mode', id)?.contribution.prompt,
        sessions: () => ctx.use('service', 'sessions'),
        skills: async () => (await kernel.use('service', 'skills').catch(() => undefined))?.find(),
      }),
    );
  },
});
