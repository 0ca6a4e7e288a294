import { stripVTControlCharacters } from 'node:util';

/** marks that terminals put around a paste */
export const PASTE_START = '\x1b[200~';
export const PASTE_END = '\x1b[201~';
/** characters of one paste that are kept */
export const MAX_PASTE = 16_000_000;

/**
 * Where the paste ends: at its last end mark before another one begins. A text that holds the mark itself would have its rest typed, and run, otherwise:
 * terminals should take it out, and some do not.
 */
export function endOfPaste(text: string): number {
  const end = text.indexOf(PASTE_END);
  // a mark of a beginning before any end is the text's own
  const next = end < 0 ? -1 : text.indexOf(PASTE_START, end);
  return text.lastIndexOf(PASTE_END, next < 0 ? text.length : next);
}

/** Terminals send CR for the line ends of a paste; escape sequences colour it where it comes from; other controls would act as keys. */
export function cleanPaste(text: string): string {
  const plain = text.includes('\x1b') || text.includes('\x9b') ? stripVTControlCharacters(text) : text;
  return plain.replace(/\r\n?/g, '\n').replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}
