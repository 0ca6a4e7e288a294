import { expect } from 'chai';
import { estimateRequestTokens, estimateTokens } from '../../src/turn/context/estimate-tokens.ts';

const PROSE = 'The quick brown fox jumps over the lazy dog. '.repeat(20);

describe('the estimate of tokens', () => {
  it('is nothing for nothing', () => {
    expect(estimateTokens('')).to.equal(0);
  });

  it('is near the ten tokens that a sentence of ten words and a stop takes', () => {
    expect(estimateTokens(PROSE)).to.be.within(160, 240);
  });

  it('takes indentation for little and punctuation for much', () => {
    expect(estimateTokens(`${' '.repeat(40)}x`)).to.be.below(5);
    expect(estimateTokens('{}[]();=>'.repeat(10))).to.be.above(50);
  });

  it('counts about one a character in Chinese, Japanese and Korean, and more than that for emoji', () => {
    for (const text of ['机器学习模型', 'プログラミング', '안녕하세요']) expect(estimateTokens(text)).to.equal(text.length);
    expect(estimateTokens('🎉🎉')).to.be.within(4, 6);
  });

  it('lies between Latin and Chinese for other alphabets', () => {
    const cyrillic = estimateTokens('быстрая коричневая лиса');
    expect(cyrillic).to.be.above(estimateTokens('quick brown foxes here.')).and.below(23);
  });

  it('adds up over the parts of a text', () => {
    expect(estimateTokens(PROSE + PROSE)).to.be.closeTo(2 * estimateTokens(PROSE), 1);
  });

  it('counts all that a request holds: system, texts, calls, results, tools and images', () => {
    const bare = estimateRequestTokens({ system: '', messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }], tools: [] });
    const full = estimateRequestTokens({
      system: PROSE,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi' },
            { type: 'file', mime: 'image/png', data: 'AAAA' },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool_call', id: 'c', name: 'read', input: { path: PROSE } }] },
        { role: 'tool', content: [{ type: 'tool_result', id: 'c', name: 'read', text: PROSE, isError: false }] },
      ],
      tools: [{ name: 'read', description: PROSE, parameters: { type: 'object' } }],
    });
    expect(bare).to.be.within(4, 6);
    expect(full).to.be.above(bare + 4 * 160 + 1000);
  });
});
