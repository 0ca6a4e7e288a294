import { stripVTControlCharacters } from 'node:util';
import { lineText, wrapLine } from '../screen/spans.ts';
import { cutToWidth, textWidth } from '../screen/width.ts';

type Rows = readonly (readonly string[])[];

const GAP = '  ';
/** share of the width that the columns before the last one get where not everything fits */
const HEAD_SHARE = 0.45;

/** Columns under each other; where a row is too long its last cell goes on below itself. @param width absent: lines may have any length */
export function tableRows(rows: Rows, width?: number): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_column, at) => Math.max(...rows.map((row) => columns(row[at] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => padded(cell, widths[at] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
  return width === undefined || lines.every((line) => columns(line) <= width) ? lines : folded(rows, widths, width);
}

function folded(rows: Rows, widths: readonly number[], width: number): string[] {
  const last = widths.length - 1;
  const heads = rows.map((row) =>
    row
      .slice(0, last)
      .map((cell, at) => padded(cell, at < last - 1 ? (widths[at] ?? 0) : 0))
      .join(GAP),
  );
  // a head that is longer than its share stands on a line of its own
  const indent = GAP.length + Math.max(0, ...heads.map(columns).filter((head) => head <= width * HEAD_SHARE));
  return rows.flatMap((row, at) => {
    const head = heads[at] ?? '';
    const lines = wrapped(row[last] ?? '', width - indent);
    const isBeside = columns(head) + GAP.length <= indent;
    const first = isBeside ? padded(head, indent) + (lines.shift() ?? '') : head;
    return [first.trimEnd(), ...lines.map((line) => ' '.repeat(indent) + line)].map((line) => fit(line, width));
  });
}

function wrapped(text: string, width: number): string[] {
  if (columns(text) <= width) return text === '' ? [] : [text];
  return wrapLine([{ text: stripVTControlCharacters(text) }], width).map(lineText);
}

/** Columns of a text that may have colours. */
function columns(text: string): number {
  return textWidth(stripVTControlCharacters(text));
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

function fit(line: string, width: number): string {
  return columns(line) <= width ? line : cutToWidth(stripVTControlCharacters(line), width);
}
