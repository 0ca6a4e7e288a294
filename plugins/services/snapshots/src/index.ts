import { join } from 'node:path';
import { definePlugin, resolvePath, type SessionService, type SnapshotService, type ToolCallInfo, workspaceOf } from '@ock/kernel';
import type { SnapshotsConfig } from '@ock/schemas';
import type { Recorder } from './recorder.ts';
import { Snapshots } from './snapshots.ts';

/** after formatters and language servers: what they did belongs to the call */
const STAGE = 300;
/** ms that a command may have to wait until it is known what it could change */
const DEADLINE_MS = 30_000;
/** ms after a turn began: the request goes out first */
const WARM_MS = 150;
const MB = 1024 * 1024;
const DAY_MS = 86_400_000;
const DEFAULTS = { max_size_mb: 1024, max_age_days: 30, max_file_mb: 16 };

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const settings = { ...DEFAULTS, ...((kernel.config?.config.snapshots ?? {}) as SnapshotsConfig) };
    const dir = join(kernel.paths.data, 'snapshots');
    const sessions = (): Promise<SessionService> => ctx.use('service', 'sessions');
    const limits = { maxBytes: settings.max_size_mb * MB, maxAgeMs: settings.max_age_days * DAY_MS };
    const snapshots = new Snapshots({ dir, cwd: kernel.cwd, sessions, limits, maxFileBytes: settings.max_file_mb * MB });
    ctx.register('service', 'snapshots', snapshots satisfies SnapshotService);
    if (settings.enabled === false) return;

    let recording: Promise<Recorder> | undefined;
    const recorder = (): Promise<Recorder> => {
      recording ??= import('./recorder.ts').then(
        (module) =>
          new module.Recorder({
            blobs: snapshots.blobs,
            workspace: workspaceOf(resolvePath('.', kernel.cwd)),
            holdDir: join(dir, 'held'),
            maxFileBytes: settings.max_file_mb * MB,
            signal: ctx.signal,
          }),
      );
      return recording;
    };
    const tops = new Map<string, Promise<string | undefined>>();
    const topOf = (id: string) => {
      const known = tops.get(id) ?? topSession(id, sessions, async () => (await kernel.openStore()).ephemeral === true);
      tops.set(id, known);
      return known;
    };

    ctx.hooks.turnStart.tap(() => {
      const work = async () => {
        const ready = await recorder();
        if (ctx.signal.aborted) return;
        await ready.warm();
        await snapshots.pruneDaily();
      };
      const failed = (error: unknown) => ctx.log.debug('not ready for undo', { error: String(error) });
      setTimeout(() => void work().catch(failed), WARM_MS).unref();
    });
    ctx.hooks.toolStart.tap(
      async (call, subjects) => {
        if (!mayChange(call)) return;
        const top = await topOf(call.sessionId);
        if (top !== undefined) await (await recorder()).begin(call, subjects, snapshots.journal(top));
      },
      { deadlineMs: DEADLINE_MS },
    );
    ctx.hooks.toolResult.tap(
      async (output, { sessionId, callId }) => {
        await (await recording)?.end(sessionId, callId);
        return output;
      },
      { stage: STAGE, deadlineMs: DEADLINE_MS },
    );
    ctx.hooks.turnEnd.tap(async ({ sessionId }) => (await recording)?.endAll(sessionId), { deadlineMs: DEADLINE_MS });
    ctx.hooks.sessionEnd.tap(async ({ id }) => {
      await (await recording)?.endAll(id);
      tops.delete(id);
    });
    ctx.hooks.shutdown.tap(async () => (await recording)?.close());
  },
});

function mayChange({ tool }: ToolCallInfo): boolean {
  return !tool.readOnly && (tool.permission === 'fs.write' || tool.permission === 'exec');
}

/** The session that a person talks to. @returns undefined outside sessions, and for those that are stored nowhere */
async function topSession(
  id: string,
  sessions: () => Promise<SessionService>,
  isEphemeral: () => Promise<boolean>,
): Promise<string | undefined> {
  if (await isEphemeral()) return undefined;
  const service = await sessions();
  let session = await service.get(id);
  const seen = new Set<string>();
  while (session?.parent_id !== undefined && !seen.has(session.id)) {
    seen.add(session.id);
    session = await service.get(session.parent_id);
  }
  return session?.id;
}
