import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FakeRequest } from '../fake-model/server.ts';
import { lab, put } from '../support/run.ts';

type Json = Record<string, unknown>;

/** where each protocol has the conversation */
const CONVERSATION: Record<string, string> = {
  'openai-compatible': 'messages',
  'openai-responses': 'input',
  anthropic: 'messages',
  google: 'contents',
  bedrock: 'messages',
  cohere: 'messages',
  ollama: 'messages',
};
const QUIRKS = 'quirks = { cachePoints = "system tools messages", promptCacheKey = true }';
const MORE = `[models."fake/m1"]\ncapabilities = { images = true, reasoning = true }\n${QUIRKS}\n[limits]\nstall_timeout_s = 20\n`;
const SCRIPT = [
  {
    reasoning: 'Hm.',
    signature: 'U0lH',
    toolCalls: [
      { id: 'c1', name: 'read', input: { filePath: 'a.txt' } },
      { id: 'c2', name: 'ls', input: {} },
    ],
  },
  { text: 'Half way.', toolCalls: [{ id: 'c3', name: 'write', input: { filePath: 'ä.txt', content: '{"b":1,"a":2}' } }] },
  { toolCalls: [{ id: 'c4', name: 'nope', input: {} }], fault: { kind: 'reset' as const, after: 1 } },
  { text: 'Done. 👍', fault: { kind: 'status' as const, status: 503, retryAfter: 0 } },
  { toolCalls: [{ id: 'c5', name: 'read', input: { filePath: 'a.txt' } }] },
  { text: 'Again.' },
  { text: 'And in the fork.' },
];

/** The marks that say how far a cache reaches are no part of what is cached. */
function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !(item && typeof item === 'object' && 'cachePoint' in item)).map(unmarked);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'cache_control')
      .map(([key, inner]) => [key, unmarked(inner)]),
  );
}

function marks(value: unknown): number {
  return JSON.stringify(value).split(/"cache_control":|"cachePoint":/).length - 1;
}

/** A request as the bytes of what stands before the conversation, and of the conversation, its end open. */
function bytes(request: FakeRequest, field: string): { head: string; talk: string } {
  const { [field]: talk, prompt_cache_key: _key, ...head } = unmarked(request.body) as Json;
  return { head: JSON.stringify(head), talk: JSON.stringify(talk).replace(/[\]}"]+$/, '') };
}

describe('the prefix of a session', () => {
  for (const [wire, field] of Object.entries(CONVERSATION)) {
    it(`stays the same to the byte over ${wire}: tools, files, retries, another process, a fork`, async () => {
      const { sandbox, fake, close } = await lab({ script: SCRIPT }, wire, MORE);
      try {
        put(sandbox, 'a.txt', 'line one\n');
        writeFileSync(join(sandbox.work, 'a.png'), Buffer.from('iVBORw0KGgo=', 'base64'));
        const first = await sandbox.run(['run', '--auto', '--title', 'x', '--file', 'a.png', '--file', 'a.txt', 'look at it']);
        expect(first.stdout, first.stderr).to.equal('Done. 👍\n');
        const second = await sandbox.run(['run', '--auto', '--continue', 'and now?']);
        expect(second.stdout, second.stderr).to.equal('Again.\n');
        const third = await sandbox.run(['run', '--auto', '--continue', '--fork', 'and here?']);
        expect(third.stdout, third.stderr).to.equal('And in the fork.\n');
        expect(fake.requests.length, 'the retries as well').to.equal(9);
        for (const [at, request] of fake.requests.entries()) {
          expect(marks(request.body), `marks of request ${at + 1}`).to.be.at.most(4);
          const before = fake.requests[at - 1];
          if (!before) continue;
          const [old, now] = [bytes(before, field), bytes(request, field)];
          expect(now.head, `what stands before the conversation, request ${at + 1}`).to.equal(old.head);
          expect(now.talk.slice(0, old.talk.length), `the conversation, request ${at + 1}`).to.equal(old.talk);
        }
        const note = JSON.stringify(fake.requests[0]?.body);
        expect(note.indexOf('<environment>'), 'facts of the place stand behind the tools and the agent').to.be.above(0);
        expect(bytes(fake.requests[0] as FakeRequest, field).head)
          .not.to.contain('<environment>')
          .and.not.contain(sandbox.work);
      } finally {
        await close();
      }
    });
  }

  it('is marked where a cache should reach to: tools, system, the last two turns of the person', async () => {
    const { sandbox, fake, close } = await lab({ script: SCRIPT }, 'anthropic', MORE);
    try {
      put(sandbox, 'a.txt', 'line one\n');
      await sandbox.run(['run', '--auto', '--title', 'x', 'look at it']);
      const { system, tools, messages } = (fake.requests[1] as FakeRequest).body as {
        system: Json[];
        tools: Json[];
        messages: { role: string; content: Json[] }[];
      };
      expect(system.at(-1)).to.have.property('cache_control');
      expect(tools.at(-1)).to.have.property('cache_control');
      const marked = messages.filter(({ content }) => content.some((block) => 'cache_control' in block));
      expect(marked.map(({ role }) => role)).to.deep.equal(['user', 'user']);
      expect(messages.at(-1)?.content.at(-1)).to.have.property('cache_control');
    } finally {
      await close();
    }
  });
});
