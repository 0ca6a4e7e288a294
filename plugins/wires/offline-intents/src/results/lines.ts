export interface Line {
  number: number;
  text: string;
}

const NUMBERED = /^\s*(\d+)(?:: ?|\t|\| ?| \| ?|→)(.*)$/;

/** The lines of a file in what the read tool showed; text around them (tags, notes) is left out. */
export function numberedLines(output: string): Line[] {
  const lines: Line[] = [];
  for (const raw of output.split('\n')) {
    const found = NUMBERED.exec(raw);
    if (!found) continue;
    const number = Number(found[1]);
    const last = lines.at(-1)?.number;
    if (last === undefined || number === last + 1) lines.push({ number, text: (found[2] ?? '').replace(/\r$/, '') });
  }
  return lines;
}

/** The file's text, as far as it was shown. */
export function plainText(output: string): string {
  const lines = numberedLines(output);
  return lines.length > 0 ? lines.map((line) => line.text).join('\n') : output;
}

/** Where a text stands in the shown lines; a text of several lines counts where it begins. */
export function occurrences(lines: readonly Line[], text: string): Line[] {
  const whole = lines.map((line) => line.text).join('\n');
  const found: Line[] = [];
  for (let from = whole.indexOf(text); text !== '' && from !== -1; from = whole.indexOf(text, from + text.length)) {
    const line = lines[whole.slice(0, from).split('\n').length - 1];
    if (line && found.at(-1) !== line) found.push(line);
  }
  return found;
}

/** Lines with their numbers, for people. */
export function listing(lines: readonly Line[]): string {
  const width = String(lines.at(-1)?.number ?? 0).length;
  return lines.map((line) => `${String(line.number).padStart(width)}: ${line.text}`).join('\n');
}
