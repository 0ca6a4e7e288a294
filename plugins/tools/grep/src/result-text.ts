import type { Hit } from './hits.ts';

const LINE_CHARS = 300;
/** characters kept before a match in a long line */
const LEAD_CHARS = 100;

/** Groups by file: the path, then `line: text`, with `line- text` for context and `--` where lines are left out between them. */
export function contentText(hits: readonly Hit[], show: (file: string) => string): string {
  const out: string[] = [];
  let previous: Hit | undefined;
  for (const hit of hits) {
    if (hit.file !== previous?.file) out.push(...(previous ? [''] : []), show(hit.file));
    else if (hit.line > previous.line + 1 && (!hit.match || !previous.match)) out.push('--');
    out.push(`${hit.line}${hit.match ? ':' : '-'} ${clipped(hit)}`);
    previous = hit;
  }
  return out.join('\n');
}

function clipped({ text, column }: Hit): string {
  if (text.length <= LINE_CHARS) return text;
  const start = Math.max(0, Math.min(column - LEAD_CHARS, text.length - LINE_CHARS));
  const part = text.slice(start, start + LINE_CHARS).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  return `${start > 0 ? '…' : ''}${part}${start + LINE_CHARS < text.length ? '…' : ''}`;
}
