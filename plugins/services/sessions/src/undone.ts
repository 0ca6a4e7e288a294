import type { Session } from '@ock/schemas';

/** Whether a message no longer counts. Ids sort by time. */
export function isUndone(id: string, spans: Session['undone']): boolean {
  return spans?.some(({ from, to }) => id >= from && (to === undefined || id < to)) ?? false;
}
