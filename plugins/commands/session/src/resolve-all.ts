import type { Kernel, SessionService } from '@ock/kernel';
import type { Session } from '@ock/schemas';

export interface Found {
  sessions: SessionService;
  found: Session[];
}

/** Every session named, each once, before anything is done to any. @throws OC_SESSION_NOT_FOUND */
export async function resolveAll(kernel: Kernel, refs: readonly string[]): Promise<Found> {
  const sessions = await kernel.use('service', 'sessions');
  const found = new Map<string, Session>();
  for (const ref of refs) {
    const session = await sessions.resolve(ref, kernel.cwd);
    found.set(session.id, session);
  }
  return { sessions, found: [...found.values()] };
}

/** The one session named, `latest` of this folder when none is. @throws OC_SESSION_NOT_FOUND */
export async function resolveOne(kernel: Kernel, ref = 'latest'): Promise<{ sessions: SessionService; session: Session }> {
  const sessions = await kernel.use('service', 'sessions');
  return { sessions, session: await sessions.resolve(ref, kernel.cwd) };
}
