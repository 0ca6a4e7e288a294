/** What a terminal sends, decoded. */
export type InputEvent =
  /** A key. `key`: its name with modifiers in the order ctrl, alt, shift, super: `ctrl+alt+x`, `shift+enter`. `text`: what it types, if anything */
  | { type: 'key'; key: string; text?: string }
  /** `cut`: it was longer, and the rest is gone */
  | { type: 'paste'; text: string; cut?: true }
  | { type: 'focus'; focused: boolean }
  /** an answer to a question put to the terminal: the colour of its background, each channel from 0 to 1 */
  | { type: 'background'; red: number; green: number; blue: number }
  /** it speaks the Kitty keyboard protocol */
  | { type: 'kitty' };
