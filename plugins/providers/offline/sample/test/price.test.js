import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containedTax, discounted } from '../src/price.js';

test('a discount of ten percent leaves nine tenths', () => {
  assert.equal(discounted(1000, 10), 900);
});

test('no discount leaves the price as it is', () => {
  assert.equal(discounted(1000, 0), 1000);
});

test('a discount above one hundred is refused', () => {
  assert.throws(() => discounted(1000, 120), /between 0 and 100/);
});

test('the tax contained in a gross price', () => {
  assert.equal(containedTax(1190), 190);
});
