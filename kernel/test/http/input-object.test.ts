import { expect } from 'chai';
import { inputObject } from '../../src/http/input-object.ts';

describe('the arguments of a stored call', () => {
  const cases: [given: unknown, sent: unknown][] = [
    [{ a: 1 }, { a: 1 }],
    ['{"a":1}', { a: 1 }],
    ['', { unreadable: '' }],
    ['{"a":', { unreadable: '{"a":' }],
    [undefined, {}],
    ['null', {}],
    [[1], { unreadable: [1] }],
    ['3', { unreadable: 3 }],
  ];
  for (const [given, sent] of cases) {
    it(`${JSON.stringify(given) ?? 'nothing'} go as ${JSON.stringify(sent)}`, () => expect(inputObject(given)).to.deep.equal(sent));
  }
});
