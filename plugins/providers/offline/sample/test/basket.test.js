import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/basket.js';

test('an empty basket costs nothing', () => {
  assert.equal(total([]), 0);
});

test('lines are multiplied and summed up', () => {
  const lines = [
    { price: 250, count: 2 },
    { price: 120, count: 1 },
  ];
  assert.equal(total(lines), 620);
});
