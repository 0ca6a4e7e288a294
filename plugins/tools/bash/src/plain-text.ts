import { stripVTControlCharacters } from 'node:util';

/** What a terminal would still show, without colours: of a progress line that was drawn over itself, the last state. */
export function plainText(text: string): string {
  const stripped = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
  const drawn = stripped.includes('\r') ? stripped.replace(/\r+(?=\n)/g, '').replace(/[^\n]*\r(?=[^\n])/g, '') : stripped;
  return drawn.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
}
