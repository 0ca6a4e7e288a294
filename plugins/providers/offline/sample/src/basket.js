import { discounted } from './price.js';

/** Sums up lines of `{ price, count, discount? }`, in whole cents. */
export function total(lines) {
  let sum = 0;
  for (const line of lines) {
    // TODO: refuse a count that is not a whole number
    const price = line.discount === undefined ? line.price : discounted(line.price, line.discount);
    sum += price * line.count;
  }
  return sum;
}
