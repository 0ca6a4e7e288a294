import { expect } from 'chai';
import { nameOfTool } from '../../src/turn/tools/tool-name.ts';

const OFFERED = new Set(['read', 'apply_patch', 'github_search', 'x_y', 'xy']);

describe('the name of a tool', () => {
  for (const [given, id] of [
    ['read', 'read'],
    ['Read', 'read'],
    ['applyPatch', 'apply_patch'],
    ['apply-patch', 'apply_patch'],
    ['functions.read', 'read'],
    ['default_api:apply_patch', 'apply_patch'],
    ['read<|channel|>commentary', 'read'],
    [' read ', 'read'],
  ] as const) {
    it(`is understood as ${JSON.stringify(given)}`, () => expect(nameOfTool(given, OFFERED)).to.equal(id));
  }

  for (const name of ['raed', '', 'search', 'X-Y', '__proto__'])
    it(`is not guessed from ${JSON.stringify(name)}`, () => expect(nameOfTool(name, OFFERED)).to.equal(undefined));
});
