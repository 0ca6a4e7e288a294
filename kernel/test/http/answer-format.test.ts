import { expect } from 'chai';
import { type AnswerFormat, eventFormat, lineFormat, MAX_EVENT } from '../../src/http/answer-format.ts';
import type { ModelTarget } from '../../src/kinds/model.ts';
import type { ModelError } from '../../src/runtime/errors.ts';

const TARGET = { provider: 'p', model: 'm' } as ModelTarget;

async function decode(format: AnswerFormat, bytes: Uint8Array, size = bytes.length) {
  const values: unknown[] = [];
  let done = false;
  const sink = {
    value: (value: unknown) => void values.push(value),
    done: () => {
      done = true;
    },
  };
  const decoder = await format(sink, TARGET);
  for (let at = 0; at < bytes.length; at += size) decoder.feed(bytes.subarray(at, at + size));
  decoder.end();
  return { values, done };
}
const failure = (format: AnswerFormat, text: string, size?: number) =>
  decode(format, Buffer.from(text), size).then(
    () => undefined,
    (error: ModelError) => error,
  );

describe('answers as lines', () => {
  const lines = '{"a":"ä😀"}\n\n \r\n{"b":"x\\ny"}\r\n{"c":1}';
  for (const size of [1, 2, 3, 7, 100]) {
    it(`are put together from pieces of ${size}`, async () => {
      expect((await decode(lineFormat, Buffer.from(lines), size)).values).to.deep.equal([{ a: 'ä😀' }, { b: 'x\ny' }, { c: 1 }]);
    });

    it(`may be one value spread over lines, in pieces of ${size}`, async () => {
      const value = { a: [1, { b: 'ä' }], c: '\n' };
      const text = `\n${JSON.stringify(value, null, 2)}\n`;
      expect((await decode(lineFormat, Buffer.from(text), size)).values).to.deep.equal([value]);
    });
  }

  it('fail on what is not JSON, at once where a value came before', async () => {
    expect(await failure(lineFormat, '{"a":1}\n{"b":\n{"c":1}\n')).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: true });
    expect(await failure(lineFormat, 'plain\ntext\n')).to.include({ code: 'OC_MODEL_UNREADABLE' });
    expect(await failure(lineFormat, '{"a":1}\n{"b"')).to.include({ code: 'OC_MODEL_UNREADABLE' });
  });

  it('have a longest line', async () => {
    const decoder = await lineFormat({ value: () => undefined, done: () => undefined }, TARGET);
    const chunk = Buffer.alloc(MAX_EVENT / 4, 'x');
    expect(() => {
      for (let i = 0; i < 5; i++) decoder.feed(chunk);
    }).to.throw('never ends');
  });
});

describe('answers as events', () => {
  it('end with their mark, or without it', async () => {
    const text = ': c\n\ndata: {"a":1}\n\nevent: x\ndata: {"b":2}\n\n';
    expect(await decode(eventFormat, Buffer.from(`${text}data: [DONE]\n\n`), 5)).to.deep.equal({
      values: [{ a: 1 }, { b: 2 }],
      done: true,
    });
    expect(await decode(eventFormat, Buffer.from(text.trimEnd()))).to.deep.equal({ values: [{ a: 1 }, { b: 2 }], done: false });
  });
});
