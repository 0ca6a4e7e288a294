import { expect } from 'chai';
import { ToolError } from '../../src/runtime/errors.ts';
import { checkArguments, parseArguments } from '../../src/turn/tools/arguments.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    filePath: { type: 'string' },
    limit: { type: 'integer', minimum: 1 },
    all: { type: 'boolean' },
    edits: { type: 'array', items: { type: 'object' } },
    note: { type: ['string', 'null'] },
    paths: { type: 'array', items: { type: 'string' } },
    mode: { enum: ['content', 'filesOnly'] },
    target: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    changes: {
      type: 'array',
      items: { type: 'object', properties: { oldString: { type: 'string' }, replaceAll: { type: 'boolean' } }, required: ['oldString'] },
    },
  },
  required: ['filePath'],
  additionalProperties: false,
};
const check = (input: unknown) => checkArguments('read', SCHEMA, input);
const refusal = async (input: unknown): Promise<string> => {
  try {
    await check(input);
  } catch (error) {
    expect(error).to.be.instanceOf(ToolError);
    return (error as Error).message;
  }
  return expect.fail('accepted');
};

describe('the argument text of a call', () => {
  it('is JSON, or nothing', async () => {
    expect(await parseArguments('{"a": [1]}')).to.deep.equal({ a: [1] });
    expect(await parseArguments(' \n')).to.deep.equal({});
  });

  for (const [title, text, value] of [
    ['a bracket is missing', '{"filePath": "a.txt"', { filePath: 'a.txt' }],
    ['a comma is too many', '{"filePath": "a.txt",}', { filePath: 'a.txt' }],
    ['quotes are single', "{'filePath': 'a.txt'}", { filePath: 'a.txt' }],
    ['it stands in a code fence', '```json\n{"filePath": "a.txt"}\n```', { filePath: 'a.txt' }],
  ] as const) {
    it(`is repaired when ${title}`, async () => expect(await parseArguments(text)).to.deep.equal(value));
  }

  for (const text of ['{"filePath": "a.txt", "content": "half', '{"filePath": "a", "limit": 1', '{"filePath":', '{"a": "x\\"']) {
    it(`is left alone when it breaks off: ${text}`, async () => {
      expect(await parseArguments(text)).to.equal(text);
      expect(await refusal(text)).to.contain('break off');
    });
  }

  it('of an answer that was cut at its limit is not repaired at all', async () => {
    expect(await parseArguments('{"edits": [{"a": 1}]', true)).to.be.a('string');
  });

  it('that is no object is told to the model', async () => {
    expect(await refusal(await parseArguments('please read a.txt'))).to.contain('not a JSON object');
    expect(await refusal([1])).to.contain('not a JSON object');
    expect(await refusal(null)).to.contain('not a JSON object');
  });
});

describe('arguments', () => {
  it('are taken under their snake_case names, unless the proper one is there too', async () => {
    expect(await check({ file_path: 'a' })).to.deep.equal({ filePath: 'a' });
    expect(await refusal({ filePath: 'a', file_path: 'b' })).to.contain('file_path');
  });

  it('of another type are converted where that is certain', async () => {
    const input = { filePath: 'a', limit: '3', all: 'true', edits: '[{"a":1}]' };
    expect(await check(input)).to.deep.equal({ filePath: 'a', limit: 3, all: true, edits: [{ a: 1 }] });
    expect(await check({ filePath: '3' })).to.deep.equal({ filePath: '3' });
    expect(await refusal({ filePath: 'a', limit: 'three' })).to.contain('limit');
  });

  it('are taken in any other spelling of their names', async () => {
    expect(await check({ FilePath: 'a', LIMIT: 1 })).to.deep.equal({ filePath: 'a', limit: 1 });
    expect(await check({ 'file-path': 'a' })).to.deep.equal({ filePath: 'a' });
    const foreign = { type: 'object', properties: { max_results: { type: 'integer' }, MAX_results: { type: 'integer' } } };
    expect(await checkArguments('x', foreign, { max_results: 1 })).to.deep.equal({ max_results: 1 });
    expect(await checkArguments('x', foreign, { maxResults: 1 }), 'either may be meant').to.deep.equal({ maxResults: 1 });
  });

  it('are repaired inside lists and objects too', async () => {
    const text = '[{"old_string": 5, "replace_all": "True"}]';
    expect(await check({ filePath: 'a', changes: text })).to.deep.equal({ filePath: 'a', changes: [{ oldString: '5', replaceAll: true }] });
    expect(await refusal({ filePath: 'a', changes: [{ replace_all: 'perhaps' }] })).to.contain('changes/0');
  });

  it('may be one value where a list is wanted, and the other way round', async () => {
    expect(await check({ filePath: ['a'], paths: 'b.txt' })).to.deep.equal({ filePath: 'a', paths: ['b.txt'] });
    expect(await check({ filePath: 'a', changes: { oldString: 'x' } })).to.deep.equal({ filePath: 'a', changes: [{ oldString: 'x' }] });
    expect(await check({ filePath: 'a', paths: '["b", "c"]' })).to.deep.equal({ filePath: 'a', paths: ['b', 'c'] });
    expect(await refusal({ filePath: ['a', 'b'] })).to.contain('filePath');
    expect(await refusal({ filePath: 'a', paths: '["b", "c' }), 'broken JSON is no path').to.contain('paths');
  });

  it('of a fixed set are taken in another case', async () => {
    expect(await check({ filePath: 'a', mode: 'files_only' })).to.deep.equal({ filePath: 'a', mode: 'filesOnly' });
    expect(await refusal({ filePath: 'a', mode: 'counts' })).to.contain('mode');
  });

  it('with several types are taken as any of them', async () => {
    expect(await check({ filePath: 'a', target: '7' })).to.deep.equal({ filePath: 'a', target: 7 });
    expect(await check({ filePath: 'a', target: null })).to.deep.equal({ filePath: 'a', target: null });
  });

  it('are found inside a wrapper, and in JSON that was made text twice', async () => {
    expect(await check({ arguments: { file_path: 'a' } })).to.deep.equal({ filePath: 'a' });
    expect(await check({ input: '{"filePath": "a"}' })).to.deep.equal({ filePath: 'a' });
    expect(await check(await parseArguments(JSON.stringify('{"filePath": "a"}')))).to.deep.equal({ filePath: 'a' });
    const own = { type: 'object', properties: { input: { type: 'object' } } };
    expect(await checkArguments('x', own, { input: { a: 1 } })).to.deep.equal({ input: { a: 1 } });
  });

  it('keep text that only looks like something else', async () => {
    expect(await check({ filePath: '[1]', note: 'true' })).to.deep.equal({ filePath: '[1]', note: 'true' });
  });

  it('that are null count as absent, where null is no value', async () => {
    expect(await check({ filePath: 'a', limit: null, note: null })).to.deep.equal({ filePath: 'a', note: null });
  });

  it('that do not fit are told one by one', async () => {
    const text = await refusal({ limit: 0, colour: 'red' });
    expect(text).to.contain('filePath').and.to.contain('limit').and.to.contain('colour');
    expect(text).to.contain('Arguments: filePath: string, limit?: integer');
  });

  it('of a tool without a schema pass as they are', async () => {
    expect(await checkArguments('x', undefined, { a_b: null })).to.deep.equal({ a_b: null });
  });
});
