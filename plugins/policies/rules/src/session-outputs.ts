import { join } from 'node:path';
import type { PermissionRequest, SessionService } from '@ock/kernel';

/** sessions that are walked up at most: a circle in damaged data must end */
const MAX_UP = 50;
const NAMED = /tool-output[\\/]+(ses_\w+)/g;

export type OutputsOf = (request: Pick<PermissionRequest, 'sessionId' | 'subjects'>) => Promise<string[]>;

/**
 * Which folders of kept outputs a call may read: that of its own session, and of those it names the ones of the same family (sub-agents, forks, what
 * they came from). Those of other sessions hold what was read in other projects.
 * @param root holds a folder for each session
 */
export function sessionOutputs(root: string, sessions: () => Promise<Pick<SessionService, 'get'>>): OutputsOf {
  const above = async (id: string): Promise<string[]> => {
    const service = await sessions();
    const chain = [id];
    for (const one of chain) {
      const session = chain.length < MAX_UP ? await service.get(one) : undefined;
      for (const up of [session?.parent_id, session?.forked_from]) if (up !== undefined && !chain.includes(up)) chain.push(up);
    }
    return chain;
  };
  return async ({ sessionId, subjects }) => {
    const own = sessionId === '' ? [] : [join(root, sessionId)];
    const named = new Set([...JSON.stringify(subjects).matchAll(NAMED)].map(([, id = '']) => id));
    named.delete(sessionId);
    if (named.size === 0 || own.length === 0) return own;
    try {
      const family = await above(sessionId);
      for (const id of named) if ((await above(id)).some((up) => family.includes(up))) own.push(join(root, id));
    } catch {
      // a store in trouble: only what is its own is known
    }
    return own;
  };
}
