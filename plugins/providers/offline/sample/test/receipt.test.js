import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, receiptLine } from '../src/receipt.js';

test('cents become an amount with two decimals', () => {
  assert.equal(amount(1250), '12.50');
  assert.equal(amount(5), '0.05');
  assert.equal(amount(-199), '-1.99');
});

test('a receipt line puts the amount at the right edge', () => {
  assert.equal(receiptLine('Apples', 240, 12), 'Apples  2.40');
});
