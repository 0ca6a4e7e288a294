import { stripVTControlCharacters } from 'node:util';

/** What a terminal would still show, without colours: of a progress line that was drawn over itself, the last state. */
export function plainText(text: string): string {
  const stripped = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
  const drawn = stripped.includes('\r') ? stripped.split('\n').map(lastState).join('\n') : stripped;
  return drawn.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
}

/** What stands behind the last return that something stands behind. */
function lastState(line: string, at: number, lines: readonly string[]): string {
  let end = line.length;
  // before a newline they draw nothing over
  if (at < lines.length - 1) while (line[end - 1] === '\r') end--;
  const from = end < 2 ? 0 : line.lastIndexOf('\r', end - 2) + 1;
  return line.slice(from, end);
}
