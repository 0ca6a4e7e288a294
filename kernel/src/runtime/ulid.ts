import { decodeTime, monotonicFactory } from 'ulid';

/** Ids need to be unique, not secret; the package's own source asks the system for each character. */
const next = monotonicFactory(Math.random);
let floor = 0;

/** Sorts by time; ids of one process are strictly increasing. */
export function ulid(): string {
  return next(Math.max(Date.now(), floor));
}

/** From here on ids sort after this one, also when the clock has gone back since it was made. */
export function ulidAfter(id: string): void {
  floor = Math.max(floor, decodeTime(id));
}
