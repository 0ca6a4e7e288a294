export interface PageSize {
  elements: number;
  /** how deep elements stand in each other at most */
  depth: number;
}

/** Elements without content, and those that the next of their kind ends: neither nests. */
const FLAT = new Set(
  'area base br col dd dt embed hr img input li link meta option p param path rect rp rt source tbody td tfoot th thead tr track use wbr'.split(
    ' ',
  ),
);

/** Counts tags without parsing, in time proportional to the text whatever stands there. */
export function pageSize(html: string): PageSize {
  const size = { elements: 0, depth: 0 };
  let open = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,15})/gi)) {
    if (!slash) size.elements++;
    if (FLAT.has(name.toLowerCase())) continue;
    open = slash ? Math.max(0, open - 1) : open + 1;
    size.depth = Math.max(size.depth, open);
  }
  return size;
}
