import type { Because } from '@ock/kernel';

/** Why not all of a call's changes are known: in English as journals keep it, and the last word of the catalogue's key `service-snapshots.gap_…`. */
const GAPS = {
  interrupted: 'interrupted',
  no_record: 'this session has no record of it',
  home: 'the workspace is the home folder',
  late: 'looking at the files took too long',
  many_files: 'more than {limit} files',
  many_changed: 'more than {limit} files changed',
  closed: 'cannot look into {folder}',
} as const;

/** The reason in English. */
export function gap(name: keyof typeof GAPS, args: Readonly<Record<string, string | number>> = {}): string {
  return GAPS[name].replace(/\{(\w+)\}/g, (_all, key: string) => String(args[key] ?? ''));
}

/** The reason with the key by which people are told it; without one where a newer or older opencode wrote it. */
export function explained<T extends { why: string }>(uncovered: T): T & { because?: Because } {
  for (const [name, text] of Object.entries(GAPS)) {
    const found = new RegExp(`^${text.replace(/\{(\w+)\}/g, '(?<$1>.*)')}$`, 's').exec(uncovered.why);
    if (found)
      return { ...uncovered, because: { key: `service-snapshots.gap_${name}`, ...(found.groups && { args: { ...found.groups } }) } };
  }
  return uncovered;
}
