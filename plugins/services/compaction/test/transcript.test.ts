import type { CompactionService, CompactionTask } from '@ock/kernel';
import type { Message, Part, Session } from '@ock/schemas';
import { expect } from 'chai';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';

const { signal } = new AbortController();

describe('what is told to the one who sums up', () => {
  it('has the results in the order of their calls, whichever came first', async () => {
    const plugin = await activatePlugin(new URL('..', import.meta.url));
    const service = plugin.registered.get('service:compaction') as CompactionService;
    const told: string[] = [];
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ])
      await service.plan(task(order, told), signal);
    expect(told[0]).to.match(/RESULT read: of a\nRESULT read: of b/);
    expect(told[1]).to.equal(told[0]);
  });
});

function task(order: readonly string[], told: string[]): CompactionTask {
  const text = (words: string): Part => ({ id: words, type: 'text', text: words });
  const said = (role: Message['role'], parts: Part[]): Message => ({ id: 'm', session_id: 's', role, created_at: 0, parts });
  const calls = ['a', 'b'].map((call_id): Part => ({ id: call_id, type: 'tool_call', call_id, tool: 'read', input: { path: call_id } }));
  const results = order.map(
    (call_id): Part => ({ id: `r${call_id}`, type: 'tool_result', call_id, tool: 'read', output: `of ${call_id}`, is_error: false }),
  );
  const view = [
    said('user', [text('look')]),
    said('assistant', calls),
    said('tool', results),
    said('assistant', [text('seen')]),
    said('user', [text('more')]),
    said('assistant', [text('done')]),
  ];
  return {
    view,
    session: { id: 's', directory: '/', state: {} } as Session,
    isForced: true,
    keepTurns: 0,
    keepTokens: 0,
    worthTokens: 10_000,
    readTokens: 100_000,
    tokens: () => 100,
    ask: async (_system, prompt) => {
      told.push(prompt);
      return { text: 'summed up', model: 'p/m' };
    },
  };
}
