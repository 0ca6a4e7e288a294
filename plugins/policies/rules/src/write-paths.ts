import type { ShellCommand } from './shell.ts';

/** Programs whose every word names something they change. */
const ALL = new Set(['rm', 'mv', 'touch', 'mkdir', 'rmdir', 'tee', 'truncate', 'shred', 'unlink', 'chmod', 'chown']);
/** Programs that change what their last word names. */
const LAST = new Set(['cp', 'ln', 'install']);

/**
 * The files that well-known programs change, as written, so that a rule against writing there holds for them too. No more than a net with wide
 * meshes: what any other program writes is not known, which is why commands are asked about.
 */
export function writePaths({ words }: ShellCommand): string[] {
  const name = (words[0]?.value ?? '').replace(/^.*\//, '');
  const free = words.slice(1).flatMap(({ value }) => (value === undefined || value.startsWith('-') ? [] : [value]));
  if (ALL.has(name)) return free;
  return LAST.has(name) ? free.slice(-1) : [];
}
