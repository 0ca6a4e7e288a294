import type { Tokens } from 'marked';
import { type Line, lineWidth, styled, wrapLine } from '../screen/spans.ts';
import type { Painter } from './render-block.ts';

/** columns that a cell keeps, however narrow the terminal */
const MIN_CELL = 4;
const GAP = ' │ ';

/** A table, its widest cells broken into lines where the terminal is too narrow; one field a line where it is far too narrow. */
export function tableLines(table: Tokens.Table, { theme, width }: Painter, cellLine: (cell: Tokens.TableCell) => Line): Line[] {
  const header = table.header.map(cellLine).map((line) => styled(line, theme.depth ? '1' : ''));
  const rows = table.rows.map((row) => row.map(cellLine));
  const natural = header.map((cell, at) => Math.max(1, lineWidth(cell), ...rows.map((row) => lineWidth(row[at] ?? []))));
  const room = width - GAP.length * (header.length - 1);
  if (room < MIN_CELL * header.length) return fields(header, rows, width);
  const widths = shrunk(natural, room);
  const rule: Line = [theme.span('border', widths.map((columns) => '─'.repeat(columns)).join('─┼─'))];
  const shown = (cells: Line[]) => rowLines(cells, widths, table.align, theme.span('border', GAP));
  return [...shown(header), rule, ...rows.flatMap(shown)];
}

/** The widest columns give first. */
function shrunk(natural: number[], room: number): number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, each) => sum + each, 0) - room; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

function rowLines(cells: Line[], widths: number[], align: Tokens.Table['align'], gap: Line[number]): Line[] {
  const broken = widths.map((width, at) => wrapLine(cells[at] ?? [], width));
  const height = Math.max(1, ...broken.map((lines) => lines.length));
  return Array.from({ length: height }, (_line, row) => {
    const line: Line = [];
    widths.forEach((width, at) => {
      if (at > 0) line.push(gap);
      const cell = broken[at]?.[row] ?? [];
      const left = width - lineWidth(cell);
      const before = align[at] === 'right' ? left : align[at] === 'center' ? Math.floor(left / 2) : 0;
      const isLast = at === widths.length - 1;
      line.push({ text: ' '.repeat(before) }, ...cell, { text: isLast ? '' : ' '.repeat(Math.max(0, left - before)) });
    });
    return line;
  });
}

function fields(header: Line[], rows: Line[][], width: number): Line[] {
  return rows.flatMap((row, at) => [
    ...(at > 0 ? [[]] : []),
    ...row.flatMap((cell, column) => wrapLine([...(header[column] ?? []), { text: ': ' }, ...cell], width)),
  ]);
}
