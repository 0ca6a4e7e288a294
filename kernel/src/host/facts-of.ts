import { type Stats, statSync } from 'node:fs';

/** What lies at a path, links followed. @returns undefined where nothing does, or nothing that may be looked at: a link in a circle, a folder that is closed */
export function factsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
