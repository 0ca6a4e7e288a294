import { sanitizeLine } from '../host/sanitize.ts';
import { columns, padded } from './width.ts';

/** Rows in aligned columns, two blanks apart; cells are made harmless and the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => sanitizeLine(cell)));
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, i) => {
      if (i < row.length - 1) widths[i] = Math.max(widths[i] ?? 0, columns(cell));
    });
  }
  return cells.map((row) =>
    row
      .map((cell, i) => (i < row.length - 1 ? padded(cell, widths[i] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  );
}
