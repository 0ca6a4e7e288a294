import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Paths } from '../config/paths.ts';

/** The file that says that a person was welcomed here. */
export function firstRunMarker({ state }: Pick<Paths, 'state'>): string {
  return join(state, 'welcomed');
}

/** Has nobody been welcomed yet? Costs a look at one file; `service:first-run` knows what to say. */
export function isFirstRun(paths: Pick<Paths, 'state'>): boolean {
  return !existsSync(firstRunMarker(paths));
}
