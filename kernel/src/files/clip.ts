export interface Clip {
  text: string;
  lines: number;
  bytes: number;
}

/** The first whole lines (with their newlines) that fit both limits. */
export function firstLines(text: string, maxLines: number, maxBytes: number): Clip {
  let end = 0;
  let lines = 0;
  let bytes = 0;
  while (lines < maxLines && end < text.length) {
    const newline = text.indexOf('\n', end);
    const next = newline === -1 ? text.length : newline + 1;
    if (next - end > maxBytes - bytes) break;
    const size = Buffer.byteLength(text.slice(end, next));
    if (bytes + size > maxBytes) break;
    bytes += size;
    end = next;
    lines++;
  }
  return { text: text.slice(0, end), lines, bytes };
}

/** The last whole lines that fit both limits. */
export function lastLines(text: string, maxLines: number, maxBytes: number): Clip {
  let start = text.length;
  let lines = 0;
  let bytes = 0;
  while (lines < maxLines && start > 0) {
    const before = start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
    if (start - before > maxBytes - bytes) break;
    const size = Buffer.byteLength(text.slice(before, start));
    if (bytes + size > maxBytes) break;
    bytes += size;
    start = before;
    lines++;
  }
  return { text: text.slice(start), lines, bytes };
}

/** The longest beginning of at most `maxBytes` bytes of UTF-8, characters kept whole. */
export function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text.slice(0, maxBytes));
  let end = Math.min(maxBytes, bytes.length);
  while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  const cut = bytes.toString('utf8', 0, end);
  return splitsPair(text, cut.length) ? cut.slice(0, -1) : cut;
}

/** The longest end of at most `maxBytes` bytes of UTF-8, characters kept whole. */
export function cutBytesFromEnd(text: string, maxBytes: number): string {
  if (maxBytes <= 0) return '';
  let from = Math.max(0, text.length - maxBytes);
  if (splitsPair(text, from)) from++;
  const bytes = Buffer.from(text.slice(from));
  let start = Math.max(0, bytes.length - maxBytes);
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.toString('utf8', start);
}

function splitsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}
