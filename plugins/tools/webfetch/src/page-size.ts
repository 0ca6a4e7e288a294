export interface PageSize {
  elements: number;
  /** how deep elements stand in each other at most */
  depth: number;
}

const EMPTY = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** What the next of its kind ends. */
const ENDED = new Set('dd dt li option p td th tr'.split(' '));
/** How far up an end tag looks for its element. */
const REACH = 50;

/** Counts by the tags, without parsing; stops counting at `maxDepth`, so that it is quick whatever stands there. */
export function pageSize(html: string, maxDepth: number): PageSize {
  const size = { elements: 0, depth: 0 };
  const open: string[] = [];
  for (const [, slash, tag = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,15})/gi)) {
    const name = tag.toLowerCase();
    if (!slash) size.elements++;
    if (EMPTY.has(name)) continue;
    if (slash) {
      const at = open.slice(-REACH).lastIndexOf(name);
      if (at !== -1) open.length += at - Math.min(open.length, REACH);
    } else if (!ENDED.has(name) || open.at(-1) !== name) open.push(name);
    size.depth = Math.max(size.depth, open.length);
    if (size.depth > maxDepth) break;
  }
  return size;
}
