import type { Session } from '@ock/schemas';
import type { SessionService } from '../../kinds/session-service.ts';
import type { Kernel } from '../../runtime/kernel.ts';

/**
 * Finishes an undo or redo that was killed half way, before the session is gone on with: what is prompted next must not meet files that are half put back.
 * Tells the person.
 * @returns the session as it is now
 * @throws OC_SESSION_BUSY when another process talks to it
 */
export async function finishUndo(kernel: Kernel, sessions: SessionService, session: Session): Promise<Session> {
  const snapshots = kernel.find('service', 'snapshots') ? await kernel.use('service', 'snapshots') : undefined;
  if (!snapshots?.isUnfinished(session.id)) return session;
  const release = await sessions.lock(session.id);
  try {
    const done = await snapshots.finish(session.id);
    if (!done) return session;
    const text = kernel.t('notice.undo_finished', { files: done.files.length, left: done.conflicts.length });
    kernel.emit({ type: 'notice', session_id: session.id, time: Date.now(), level: 'warning', code: 'undo_finished', text });
    return (await sessions.get(session.id)) ?? session;
  } finally {
    await release();
  }
}
