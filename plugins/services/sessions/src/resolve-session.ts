import { KernelError, near } from '@ock/kernel';
import type { Session } from '@ock/schemas';

/** shorter parts of an id name too many sessions */
const MIN_PART = 4;
const MAX_NEAR = 5;
const PREFIX = 'ses_';

/** Finds the one session whose id starts or ends with `ref`, in any case. @throws OC_SESSION_NOT_FOUND with near matches, OC_SESSION_AMBIGUOUS */
export function findSession(ref: string, sessions: readonly Session[]): Session {
  const part = bare(ref.toLowerCase());
  const matches = part.length < MIN_PART ? [] : sessions.filter(({ id }) => matchesId(part, bare(id.toLowerCase())));
  const [only, second] = matches;
  if (only && !second) return only;
  if (second) throw new KernelError('OC_SESSION_AMBIGUOUS', { session: ref, candidates: described(matches) });
  throw new KernelError('OC_SESSION_NOT_FOUND', { session: ref, near: guesses(ref, sessions) });
}

function matchesId(part: string, id: string): boolean {
  return id.startsWith(part) || id.endsWith(part);
}

/** Sessions with a similar id, or with the words in their title. */
function guesses(ref: string, sessions: readonly Session[]): string {
  const similar = near(
    ref,
    sessions.map(({ id }) => id),
    MAX_NEAR,
  ).split(', ');
  const words = ref.toLowerCase();
  return described(sessions.filter(({ id, title }) => similar.includes(id) || title.toLowerCase().includes(words)));
}

function described(sessions: readonly Session[]): string {
  const newest = [...sessions].sort((a, b) => b.updated_at - a.updated_at).slice(0, MAX_NEAR);
  return newest.map(({ id, title }) => (title ? `${id} (${title})` : id)).join(', ');
}

function bare(id: string): string {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id;
}
