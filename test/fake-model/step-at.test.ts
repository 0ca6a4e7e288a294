import { expect } from 'chai';
import type { Step } from './script.ts';
import { stepAt } from './step-at.ts';

describe('fake model: the step to play', () => {
  const call = { name: 'x' };
  const script: Step[] = [{ toolCalls: [call, call] }, { text: 'first' }, { text: 'second' }, { toolCalls: [call] }, { text: 'third' }];
  for (const [results, prompts, step] of [
    [0, 1, 0],
    [2, 1, 1],
    [2, 2, 2],
    [2, 3, 3],
    [3, 3, 4],
    [3, 4, 4],
    [9, 9, 4],
  ] as const) {
    it(`after ${results} results and ${prompts} prompts is ${step}`, () => {
      expect(stepAt(script, { results, prompts })).to.equal(step);
    });
  }
});
