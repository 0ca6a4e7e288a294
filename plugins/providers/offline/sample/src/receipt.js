/** Whole cents as text: 1250 becomes "12.50". */
export function amount(cents) {
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** One line of a receipt, the amount at the right edge. */
export function receiptLine(name, cents, width = 32) {
  // TODO: shorten names that are longer than the line
  return name.padEnd(width - amount(cents).length) + amount(cents);
}
