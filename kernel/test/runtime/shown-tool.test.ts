import { expect } from 'chai';
import type { ToolContribution } from '../../src/index.ts';
import { shownTool } from '../../src/runtime/shown-tool.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

const made = (id: string, more: Partial<ToolContribution> = {}): ToolContribution => ({
  id,
  permission: 'fs.read',
  readOnly: true,
  ...more,
});

describe('shownTool', () => {
  const one = made('one', { summary: 'the first', description: 'Does the first thing. Never twice.' });
  const two = made('two', { summary: 'the second', description: 'Does the second thing.' });
  const linked = made('mine', { description: 'Of mine\u202e. Not more\nthan this.' });
  const { kernel } = testKernel({
    plugins: [indexed('a', { tool: [one] }), indexed('b', { tool: [two] }), indexed('c', { tool: [linked] }, { origin: 'linked' })],
    load: () => Promise.reject(new Error('no plugin runs for this')),
    messages: { 'tool.one': 'der erste', 'tool.mine': 'nicht dieses', 'tool.brought': 'auch nicht' },
  });

  it('is what the catalogue says of a bundled one, else its summary', () => {
    expect(shownTool(kernel, one)).to.equal('der erste');
    expect(shownTool(kernel, { ...one, description: 'With a list.' }), 'as a model is offered it').to.equal('der erste');
    expect(shownTool(kernel, two)).to.equal('the second');
  });

  it('is the first sentence of what the model reads where nobody wrote one, made harmless', () => {
    expect(shownTool(kernel, linked))
      .to.match(/^Of mine/)
      .and.not.match(/\u202e|more/);
    expect(shownTool(kernel, made('brought', { description: 'Does v1.2 things' }))).to.equal('Does v1.2 things');
    expect(shownTool(kernel, made('brought'))).to.equal('');
  });
});
