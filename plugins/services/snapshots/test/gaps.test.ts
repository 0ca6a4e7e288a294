import { expect } from 'chai';
import { allTexts } from '../../../../test/support/english.ts';
import { explained, gap } from '../src/gaps.ts';

describe('why not all changes are known', () => {
  it('is kept in English and told by a key with what fills it', () => {
    const why = gap('many_changed', { limit: 5000 });
    expect(why).to.equal('more than 5000 files changed');
    expect(explained({ tool: 'bash', why })).to.deep.equal({
      tool: 'bash',
      why,
      because: { key: 'service-snapshots.gap_many_changed', args: { limit: '5000' } },
    });
    expect(explained({ why: gap('many_files', { limit: 9 }) }).because?.key).to.equal('service-snapshots.gap_many_files');
    expect(explained({ why: gap('closed', { folder: '/a\nb' }) }).because).to.deep.equal({
      key: 'service-snapshots.gap_closed',
      args: { folder: '/a\nb' },
    });
  });

  it('stands in the catalogue, and is told as it was written where it does not', () => {
    const texts = allTexts();
    for (const name of ['interrupted', 'no_record', 'home', 'late', 'many_files', 'many_changed', 'closed'] as const)
      expect(texts, name).to.have.property(explained({ why: gap(name) }).because?.key ?? '');
    expect(explained({ why: 'of an older opencode' })).to.deep.equal({ why: 'of an older opencode' });
  });
});
