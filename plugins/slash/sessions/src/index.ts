import { definePlugin } from '@ock/kernel';
import { createCost, createRename, createSession } from './current.ts';
import { createExport, createShare } from './files.ts';
import { createArchive, createFork, createNew, createResume, createSearch, createSessions } from './others.ts';

export default definePlugin({
  activate(ctx) {
    const { t } = ctx;
    ctx.register('slash', 'new', createNew(t));
    ctx.register('slash', 'sessions', createSessions(t));
    ctx.register('slash', 'resume', createResume(t));
    ctx.register('slash', 'session', createSession(t));
    ctx.register('slash', 'cost', createCost(t));
    ctx.register('slash', 'search', createSearch(t));
    ctx.register('slash', 'rename', createRename(t));
    ctx.register('slash', 'fork', createFork(t));
    ctx.register('slash', 'archive', createArchive(t));
    ctx.register('slash', 'export', createExport(t));
    ctx.register('slash', 'share', createShare(t));
  },
});
