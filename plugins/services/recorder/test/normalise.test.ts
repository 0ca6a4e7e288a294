import type { CallSettings, ModelMessage, ModelRequest } from '@ock/kernel';
import { expect } from 'chai';
import { digestOf, normaliseRequest, settledAs } from '../src/normalise.ts';
import { relocated, withPlaceholders } from '../src/places.ts';
import { lengthen, RequestChain } from '../src/request-chain.ts';

const HERE = { cwd: '/home/ann/shop', data: '/home/ann/.local/share/opencode', home: '/home/ann', tmp: '/tmp' };
const THERE = { cwd: '/builds/7', data: '/root/.local/share/opencode', home: '/root', tmp: '/var/tmp' };

function request(places: typeof HERE, session: string, call: string, date: string): ModelRequest {
  const note = `<environment>\nworking directory: ${places.cwd}\ngit repository: yes\nplatform: linux\ndate: ${date}\n</environment>`;
  const messages: ModelMessage[] = [
    {
      role: 'user',
      content: [
        { type: 'text', text: note },
        { type: 'text', text: 'go' },
      ],
    },
    { role: 'assistant', content: [{ type: 'tool_call', id: call, name: 'read', input: { filePath: `${places.cwd}/a.js` } }] },
    {
      role: 'tool',
      content: [
        { type: 'tool_result', id: call, name: 'read', text: `kept in ${places.data}/tool-output/${session}/${call}.txt`, isError: false },
      ],
    },
  ];
  return { system: 'Be brief.', tools: [], messages, cacheKey: session };
}

describe('normalised requests', () => {
  const ann = request(HERE, 'ses_01JD0000000000000000000001', 'c1', '2026-01-01');
  const ci = request(THERE, 'ses_01JD0000000000000000000002', 'call_01JD0000000000000000000003', '2026-02-02');

  it('are the same on another machine, on another day, in another session', () => {
    expect(normaliseRequest(ci, {}, [THERE, HERE])).to.deep.equal(normaliseRequest(ann, {}, [HERE]));
    expect(digestOf(normaliseRequest(ci, {}, [THERE, HERE]))).to.equal(digestOf(normaliseRequest(ann, {}, [HERE])));
    expect(JSON.stringify(normaliseRequest(ann, {}, [HERE]))).to.not.match(/ann|2026|ses_|"c1"/);
  });

  it('differ where what is said differs', () => {
    const other = { ...ann, messages: [...ann.messages, { role: 'user' as const, content: [{ type: 'text' as const, text: 'more' }] }] };
    expect(digestOf(normaliseRequest(other, {}, [HERE]))).to.not.equal(digestOf(normaliseRequest(ann, {}, [HERE])));
  });

  it('differ where something else is asked for, by name and whatever the order; a budget changes nothing', () => {
    const digest = (settings: CallSettings) => digestOf(normaliseRequest(ann, settings, [HERE]));
    const all: CallSettings[] = [
      {},
      { temperature: 0 },
      { maxTokens: 9 },
      { effort: 'low' },
      { effort: 'high' },
      { extra: { a: 1, b: 2 } },
    ];
    expect(new Set(all.map(digest)).size).to.equal(all.length);
    expect(digest({ extra: { b: 2, a: 1 } })).to.equal(digest({ extra: { a: 1, b: 2 } }));
    expect(digest({ maxTokens: 300, cappedFrom: null })).to.equal(digest({}));
    expect(digest({ maxTokens: 300, cappedFrom: 9 })).to.equal(digest({ maxTokens: 9 }));
    const text = 'Bearer sk-abc123def456ghi789jkl012';
    expect(JSON.stringify(normaliseRequest(ann, { extra: { key: text } }, [HERE]))).not.to.contain('sk-abc');
  });

  it('take what they leave open from the recorded one, and of the first version nothing', () => {
    const recorded = normaliseRequest(ann, { temperature: 0.5, extra: { seed: 1 } }, [HERE]);
    const settled = (settings: CallSettings, version: 1 | 2) => settledAs(normaliseRequest(ann, settings, [HERE]), recorded, version);
    expect(digestOf(settled({}, 2))).to.equal(digestOf(recorded));
    expect(digestOf(settled({ temperature: 0.6 }, 2))).to.not.equal(digestOf(recorded));
    expect(settled({ temperature: 0.6 }, 1)).to.not.have.property('temperature');
  });

  it('hold no secret', () => {
    const text = 'key sk-abc123def456ghi789jkl012';
    expect(JSON.stringify(normaliseRequest({ ...ann, system: text }, {}, [HERE]))).to.contain('key [redacted]');
  });
});

describe('places', () => {
  it('stand for whole paths only, the longest first', () => {
    const clean = withPlaceholders([HERE]);
    expect(clean('/home/ann/shop/a /home/ann/shopping /home/ann /x/home/ann. /home/ann/shop.')).to.equal(
      '<cwd>/a <home>/shopping <home> /x/home/ann. <cwd>.',
    );
  });

  it('are never a root folder, and the folder worked in counts before a home', () => {
    expect(withPlaceholders([{ cwd: '/' }])('/a/b')).to.equal('/a/b');
    expect(withPlaceholders([{ cwd: '/root', home: '/root' }])('/root/x')).to.equal('<cwd>/x');
  });

  it('move a call to the folders of this machine', () => {
    expect(relocated(HERE, THERE)('{"filePath":"/home/ann/shop/a.js","other":"/home/annika"}')).to.equal(
      '{"filePath":"/builds/7/a.js","other":"/home/annika"}',
    );
  });
});

describe('a chain of requests', () => {
  const message = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] });
  const made = (...texts: string[]) => {
    const whole = { system: 's', tools: [], messages: texts.map(message) };
    return { request: whole, digest: digestOf(whole) };
  };

  it('holds each message once and gives the whole requests back', () => {
    const chain = new RequestChain();
    const requests = [made('a'), made('a', 'b'), made('a', 'b'), made('x', 'y'), made('a', 'b', 'c'), made('a', 'changed', 'c')];
    const lines = requests.map((one) => chain.shorten(one));
    expect(lines.map(({ messages }) => messages.length)).to.deep.equal([1, 1, 0, 2, 1, 3]);
    const known = new Map();
    for (const [at, line] of lines.entries()) {
      const whole = lengthen(line, known);
      expect(whole).to.deep.equal(requests[at]?.request);
      known.set(requests[at]?.digest, whole);
    }
  });
});
