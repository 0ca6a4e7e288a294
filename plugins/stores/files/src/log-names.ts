import { createHash } from 'node:crypto';

/** the log of keys without a slash */
const SHARED = '_';
/** longest encoded segment that stands in a file name as it is */
const MAX_NAME = 120;

/** Which log a key stands in: one per first segment, so that a session's rows stand together and go together. */
export function logName(key: string): string {
  const slash = key.indexOf('/');
  return slash === -1 ? SHARED : segmentName(key.slice(0, slash));
}

/**
 * Which of the existing logs may hold keys of the range.
 * @param existing asked only when the range is not within one segment
 */
export function logsOfRange(gte: string | undefined, lt: string | undefined, existing: () => string[]): string[] {
  const segment = gte?.includes('/') ? gte.slice(0, gte.indexOf('/')) : undefined;
  if (segment !== undefined && lt !== undefined && lt <= `${segment}0`) return [segmentName(segment)];
  return existing();
}

/** Letters, digits, `-` and `_` stand for themselves, the rest as `%` and hexadecimal digits; long names are cut and hashed. */
function segmentName(segment: string): string {
  const name = segment.replace(/[^A-Za-z0-9_-]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  if (name === SHARED || name === '') return `%${name}`;
  return name.length <= MAX_NAME ? name : `${name.slice(0, 80)}%${createHash('sha256').update(segment).digest('hex').slice(0, 32)}`;
}
