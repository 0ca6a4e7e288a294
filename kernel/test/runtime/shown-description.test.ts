import { expect } from 'chai';
import { shownDescription } from '../../src/runtime/shown-description.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

const messages = { 'agent.one': 'der erste', 'agent.mine': 'nicht dieser', 'mode.still': 'schaut' };

describe('shownDescription', () => {
  const { kernel } = testKernel({
    plugins: [
      indexed('a', { agent: [{ id: 'one', description: 'the first' }], mode: [{ id: 'still', description: 'looks' }] }),
      indexed('b', { agent: [{ id: 'two', description: 'the second' }] }),
      indexed('c', { agent: [{ id: 'mine', description: 'of mine\u202e' }] }, { origin: 'linked' }),
    ],
    load: () => Promise.reject(new Error('no plugin runs for this')),
    messages,
  });

  it('is what the catalogue says of a bundled one, else what its author wrote, made harmless', () => {
    expect(shownDescription(kernel, 'agent', 'one')).to.equal('der erste');
    expect(shownDescription(kernel, 'mode', 'still')).to.equal('schaut');
    expect(shownDescription(kernel, 'agent', 'two')).to.equal('the second');
    expect(shownDescription(kernel, 'agent', 'mine'))
      .to.match(/^of mine.+/)
      .and.not.contain('\u202e');
    expect(shownDescription(kernel, 'agent', 'none')).to.equal('');
  });

  it('leaves what models and scripts read as it is', () => {
    expect(kernel.find('agent', 'one')?.contribution.description).to.equal('the first');
  });
});
