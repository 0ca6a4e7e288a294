import type { Frame } from '../screen/live-region.ts';
import { cutPainted } from '../screen/spans.ts';

/** rows of the list that are seen at once */
const TODO_ROWS = 10;

/** What stands below the transcript, from top to bottom, cut to what the screen holds: the input is never cut away. */
export function composed(parts: {
  input: Frame;
  /** what runs or is still open, at most so many rows */
  live(rows: number): string[];
  todos: readonly string[];
  queue: readonly string[];
  status: string;
  width: number;
  /** rows that may be used */
  height: number;
}): Frame {
  const { input, todos, queue, status, width, height } = parts;
  const around = [...todos.slice(0, TODO_ROWS), ...queue];
  const room = height - input.rows.length - around.length - 2;
  const live = room > 0 ? parts.live(Math.min(room, Math.max(4, Math.floor(height / 2)))) : [];
  const before = [...live, '', ...around].slice(-Math.max(1, height - input.rows.length - 1));
  const cursor = input.cursor && { row: before.length + input.cursor.row, column: Math.min(width, input.cursor.column) };
  // a row that the terminal breaks stands on two: nothing would be where it is looked for
  const rows = [...before, ...input.rows, status].map((row) => cutPainted(row, width));
  return { rows, ...(cursor && { cursor }) };
}
