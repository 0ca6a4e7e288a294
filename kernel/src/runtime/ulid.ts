import { monotonicFactory } from 'ulid';

/** Sorts by time; ids of one process are strictly increasing. */
export const ulid: () => string = monotonicFactory();
