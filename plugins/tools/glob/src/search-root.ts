import { resolvePath } from '@ock/kernel';

export interface SearchRoot {
  /** absolute, symlinks resolved: where the search begins */
  root: string;
  /** what is left of the pattern, matched against paths below `root` */
  pattern: string;
  /** no slash in the pattern as given: it matches names in every folder */
  anywhere: boolean;
}

const MAGIC = /[*?[\]{}()!+@]/;

/** Splits off the leading folders that hold no wildcard, so that `../other/*.ts` is judged and searched where it points. */
export function searchRoot(pattern: string, path: string | undefined, cwd: string): SearchRoot {
  const from = resolvePath(path ?? '.', cwd);
  const given = pattern.replaceAll('\\', '/');
  const segments = given.split('/');
  let plain = 0;
  while (plain < segments.length - 1 && !MAGIC.test(segments[plain] ?? '')) plain++;
  const base = given.startsWith('/') && plain <= 1 ? '/' : segments.slice(0, plain).join('/');
  const rest = segments.slice(plain).join('/') || '**';
  return { root: base ? resolvePath(base, from) : from, pattern: rest, anywhere: !given.includes('/') };
}
