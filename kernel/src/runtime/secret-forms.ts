/** Shorter pieces of Base64 stand in too many texts. */
const MIN_PIECE = 10;

/**
 * How a secret looks where it stands in something: as it is, in JSON, in an address, and in Base64, where what stands before it shifts it by one or
 * two bytes. Of Base64 only the characters that the secret alone decides.
 */
export function secretForms(secret: string): { plain: string[]; encoded: string[] } {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = (shift + bytes.length) % 3 === 0;
    return text.slice(shift === 0 ? 0 : shift + 1, whole ? undefined : -1);
  });
  const pieces = shifted.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
  const plain = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(bytes.toString())];
  return { plain: [...new Set(plain)], encoded: [...new Set(pieces.filter(({ length }) => length >= MIN_PIECE))] };
}
