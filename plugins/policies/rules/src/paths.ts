import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { folded } from './folding.ts';
import { matchesGlob } from './glob.ts';
import type { Effect, Rule } from './rules.ts';

/** Folders that mean something to the policy; absolute, symlinks resolved. */
export interface Places {
  workspace: string;
  /** our own: configuration, keys, sessions, saved permissions */
  own: readonly string[];
  /** may be read though they lie in `own`: whole outputs of tools */
  readable: readonly string[];
  /** whether the disk takes upper and lower case for the same there */
  folds(path: string): boolean;
  /** `resolvePath` */
  resolve(path: string, cwd: string): string;
}

export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/**
 * Whether a rule's path pattern is about this path. Relative patterns start at the workspace. Without a slash a pattern is about names in every
 * folder: for `allow` those of the workspace, for `ask` and `deny` all, and everything below a folder of that name.
 */
export function matchesPath(pattern: string, path: string, effect: Effect, places: Places): boolean {
  const shape = places.folds(path) ? folded : (text: string) => text;
  const workspace = shape(places.workspace);
  const shaped = shape(path);
  const glob = pattern.startsWith('./') ? pattern.slice(2) : pattern;
  if (!glob.includes('/') && !glob.startsWith('~')) {
    const inside = isInside(shaped, workspace);
    if (effect === 'allow') return inside && matchesGlob(shape(glob), shaped.slice(shaped.lastIndexOf('/') + 1), false);
    const parts = (inside ? relative(workspace, shaped) : shaped).split('/');
    return parts.some((part) => matchesGlob(shape(glob), part, false));
  }
  const open = glob.endsWith('/') ? `${glob}**` : glob;
  return absolutes(open, places).some((absolute) => matchesGlob(shape(absolute), shaped, effect !== 'allow'));
}

/** Whether an allow rule names such files, and not just every file: only then it covers guarded ones. */
export function namesFiles(rule: Rule): boolean {
  return rule.pattern !== undefined && !/^[*?{},]*$/.test(rule.pattern.replace(/\/+$/, '').split('/').at(-1) ?? '');
}

/** The pattern from the root, as written and with the symlinks of its plain beginning resolved. */
function absolutes(glob: string, { workspace, resolve }: Places): string[] {
  let base = workspace;
  let rest = glob;
  if (glob.startsWith('~')) {
    base = homedir();
    rest = glob.replace(/^~\/?/, '');
  } else if (glob.startsWith('/')) {
    base = '/';
    rest = glob.slice(1);
  }
  for (; rest === '..' || rest.startsWith('../'); rest = rest.slice(3)) base = dirname(base);
  const segments = rest.split('/');
  let plain = 0;
  while (plain < segments.length && !/[*?{}\\]/.test(segments[plain] as string)) plain++;
  const written = join(base, ...segments.slice(0, plain));
  const tail = segments
    .slice(plain)
    .map((segment) => `/${segment}`)
    .join('');
  return [...new Set([written, resolve(written, '/')])].map((start) => escapedStart(start) + tail);
}

function escapedStart(path: string): string {
  return path === '/' ? '' : path.replace(/[\\*?{}]/g, '\\$&');
}
