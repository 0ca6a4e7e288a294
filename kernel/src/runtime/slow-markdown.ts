/** signs of emphasis, code and links in lines that are parsed together */
const MOST_SIGNS = 400;
/** characters of a line */
const LONGEST_LINE = 10_000;
/** quotes and lists in each other: the parser calls itself for each */
const DEEP = /^[ \t]*(?:>[ \t]*|[-*+][ \t]+|\d{1,9}[.)][ \t]+){40}/;
/** items of lists and rows of tables are parsed each by itself */
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;
const TABLE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\||$)/;

/**
 * Markdown parsers take quadratic time for many signs of emphasis that close nothing, and overflow the stack for what is nested deeply: models that
 * repeat themselves write such texts, and so do people who mean harm.
 * @returns where the first paragraph begins that should be shown as it was written; undefined: none
 */
export function slowMarkdownAt(text: string): number | undefined {
  let begin = 0;
  let at = 0;
  let signs = 0;
  let inTable = false;
  for (const line of text.split('\n')) {
    const next = at + line.length + 1;
    if (line.trim() === '') {
      begin = next;
      signs = 0;
      inTable = false;
    } else {
      inTable ||= at > begin && TABLE.test(line);
      const found = line.match(/[*_~[`]/g)?.length ?? 0;
      signs = inTable || ITEM.test(line) ? found : signs + found;
      if (signs > MOST_SIGNS || line.length > LONGEST_LINE || DEEP.test(line)) return begin;
    }
    at = next;
  }
  return undefined;
}
