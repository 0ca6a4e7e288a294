import { cutToWidth, padToWidth, textWidth } from '../screen/width.ts';

/** Columns under each other. @param width absent: lines may have any length */
export function tableRows(rows: readonly (readonly string[])[], width?: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_column, at) => Math.max(...rows.map((row) => textWidth(row[at] ?? ''))));
  return rows.map((row) => {
    const line = row
      .map((cell, at) => padToWidth(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd();
    return width === undefined ? line : cutToWidth(line, width);
  });
}
