import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gitFolder } from './foreign-programs.ts';

const MAX_BYTES = 65_536;
const MAX_PARENTS = 64;
/** A plain name of a folder: `dist`, `/dist`, `dist/`; all other lines are left to whoever reads on. */
const PLAIN = /^(\/?)([\w.+-]+)\/?$/;

/** Names of folders that a repository's `.gitignore` leaves out of searches. */
export interface Ignored {
  /** in this folder and all below it */
  readonly below: readonly string[];
  /** in this folder alone */
  readonly here: readonly string[];
}

const NONE: Ignored = { below: [], here: [] };

/** What counts in a folder where a search begins: lines of the folders between it and the top of its repository as well. */
export function ignoredFrom(folder: string): Ignored {
  // settings of a person's may switch it off
  const top = process.env.RIPGREP_CONFIG_PATH === undefined ? gitFolder(folder)?.top : undefined;
  if (top === undefined) return NONE;
  const above: string[] = [];
  for (let at = folder, depth = 0; at !== top && depth < MAX_PARENTS; depth++) {
    at = dirname(at);
    above.push(...linesOf(at).below);
  }
  return ignoredIn(folder, above);
}

/** What counts in a folder below one where something counts. */
export function ignoredIn(folder: string, below: readonly string[]): Ignored {
  const own = linesOf(folder);
  return { below: [...below, ...own.below], here: own.here };
}

function linesOf(folder: string): Ignored {
  try {
    const file = join(folder, '.gitignore');
    const facts = statSync(file, { throwIfNoEntry: false });
    if (!facts?.isFile() || facts.size > MAX_BYTES) return NONE;
    return namesIn(readFileSync(file, 'utf8'));
  } catch {
    return NONE;
  }
}

function namesIn(text: string): Ignored {
  const lines = text.split('\n').flatMap((line) => {
    const [, anchor, name] = PLAIN.exec(line.trimEnd()) ?? [];
    return name === undefined ? [] : [{ anchored: anchor === '/', name }];
  });
  const names = (anchored: boolean) => lines.filter((line) => line.anchored === anchored).map(({ name }) => name);
  return { below: names(false), here: names(true) };
}
