import { definePlugin, resolvePath, workspaceOf } from '@ock/kernel';
import { OutsideChanges } from './outside-changes.ts';
import { WorkspaceWatcher } from './workspace-watcher.ts';

/** after formatters and language servers: what they did belongs to the call */
const STAGE = 200;

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const cwd = resolvePath('.', kernel.cwd);
    const sessions = new Map<string, OutsideChanges>();
    const of = (id: string): OutsideChanges => {
      const changes = sessions.get(id) ?? new OutsideChanges();
      sessions.set(id, changes);
      return changes;
    };
    const watcher = new WorkspaceWatcher({
      workspace: workspaceOf(cwd),
      failed: (reason) => {
        const text = ctx.t('service-watcher.failed', { reason });
        kernel.emit({ type: 'notice', session_id: '', time: Date.now(), level: 'warning', code: 'watch_failed', text });
      },
    });
    watcher.onChange((changes) => {
      const paths = changes.length > 0 ? changes.map(({ path }) => path) : undefined;
      for (const session of sessions.values()) session.suspect(paths);
    });
    ctx.register('service', 'watcher', watcher);

    ctx.hooks.prompt.tap(async (input, session, files) => {
      const changes = of(session.id);
      changes.suspect();
      const note = await changes.note(files, session.cwd);
      return note === undefined ? input : { ...input, notes: [...(input.notes ?? []), note] };
    });
    ctx.hooks.turnStart.tap(({ sessionId }) => {
      if (watcher.isWanted && !watcher.isWatching) of(sessionId).suspect();
    });
    ctx.hooks.toolBefore.tap((call) => {
      if (!call.tool.readOnly) of(call.sessionId).begin(call.callId);
      return call;
    });
    ctx.hooks.toolResult.tap(
      async (output, call, { files }) => {
        const changes = of(call.sessionId);
        changes.end(call.callId);
        const note = await changes.note(files, cwd);
        return note === undefined ? output : { ...output, text: `${output.text}\n\n${note}` };
      },
      { stage: STAGE },
    );
    ctx.hooks.turnEnd.tap(({ sessionId }) => of(sessionId).endAll());
    ctx.hooks.sessionEnd.tap(({ id }) => void sessions.delete(id));
    ctx.hooks.shutdown.tap(() => watcher.stop());
  },
});
