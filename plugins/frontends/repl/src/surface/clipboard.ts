/** What asks a terminal to take a text into the clipboard (OSC 52). */
export function clipboard(text: string): string {
  return `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
}
