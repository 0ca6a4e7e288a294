import { readFile } from 'node:fs/promises';

/** bytes of a notebook that is shown as cells; a larger one is shown as the text it is */
const MAX_NOTEBOOK = 16_777_216;
/** characters of one output */
const MAX_OUTPUT = 2_000;

interface Output {
  output_type?: string;
  text?: string | string[];
  data?: Record<string, string | string[]>;
  ename?: string;
  evalue?: string;
}
interface Cell {
  cell_type?: string;
  source?: string | string[];
  execution_count?: number | null;
  outputs?: Output[];
}

/** @returns the cells and the text of their outputs; undefined when the file is no notebook */
export async function renderNotebook(path: string, bytes: Buffer | undefined, size: number): Promise<string | undefined> {
  if (size > MAX_NOTEBOOK) return undefined;
  const cells = cellsOf((bytes ?? (await readFile(path))).toString('utf8').replace(/^\ufeff/, ''));
  if (!cells) return undefined;
  const lines: string[] = [];
  cells.forEach((cell, index) => {
    const run = typeof cell.execution_count === 'number' ? ` [${cell.execution_count}]` : '';
    lines.push(`# cell ${index + 1}: ${cell.cell_type ?? 'unknown'}${run}`, joined(cell.source));
    for (const output of cell.outputs ?? []) lines.push(...outputLines(output));
  });
  return lines.length === 0 ? '(no cells)' : lines.join('\n');
}

function cellsOf(text: string): Cell[] | undefined {
  try {
    const { cells } = JSON.parse(text) as { cells?: unknown };
    return Array.isArray(cells) ? cells.filter((cell): cell is Cell => typeof cell === 'object' && cell !== null) : undefined;
  } catch {
    return undefined;
  }
}

function outputLines(output: Output): string[] {
  if (output.output_type === 'error') return [`# error: ${output.ename}: ${output.evalue}`];
  const text = joined(output.text ?? output.data?.['text/plain']);
  const other = Object.keys(output.data ?? {}).filter((mime) => mime.startsWith('image/'));
  const cut = text.length > MAX_OUTPUT ? `${text.slice(0, MAX_OUTPUT)}… (${text.length} characters)` : text;
  return [...(cut === '' ? [] : [`# output:\n${cut}`]), ...other.map((mime) => `# output: ${mime}, not shown`)];
}

function joined(text: unknown): string {
  const whole = Array.isArray(text) ? text.join('') : typeof text === 'string' ? text : '';
  return whole.replace(/\n$/, '');
}
