import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const BEGIN = '<!-- generated from the manifests by npm run build: begin -->';
const END = '<!-- generated: end -->';

/** A committed page with what stands between its marks made anew. @throws Error when the page has lost its marks */
export function withGenerated(installRoot: string, page: string, lines: readonly string[]): string {
  const text = readFileSync(join(installRoot, page), 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${page} has no "${BEGIN}" … "${END}"`);
  return `${text.slice(0, begin) + BEGIN}\n${lines.join('\n')}\n${text.slice(end)}`;
}

/** @param rows the heads first; a `|` in a cell is escaped */
export function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const [heads = [], ...others] = rows;
  return [heads, heads.map(() => '---'), ...others.map((row) => row.map((cell) => cell.replace(/\|/g, '\\|')))].map(
    (row) => `| ${row.join(' | ')} |`,
  );
}
