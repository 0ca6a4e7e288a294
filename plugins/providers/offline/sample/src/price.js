/** The price left after `percent` percent are taken off, in whole cents. */
export function discounted(price, percent) {
  if (percent < 0 || percent > 100) {
    throw new RangeError(`a discount lies between 0 and 100, not ${percent}`);
  }
  const left = Math.round(price - price * percent);
  if (left < 0) {
    throw new RangeError(`a price cannot be negative: ${left}`);
  }
  return left;
}

// TODO: other countries, other rates
const TAX_PERCENT = 19;

/** The tax contained in a gross price, in whole cents. */
export function containedTax(gross) {
  return Math.round((gross * TAX_PERCENT) / (100 + TAX_PERCENT));
}
