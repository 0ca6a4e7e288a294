import type { Event } from '@ock/schemas';
import { expect } from 'chai';
import { Theme } from '../../src/theme/theme.ts';
import { Transcript } from '../../src/transcript/transcript.ts';
import { t } from '../support.ts';

function watched() {
  let written = '';
  const transcript = new Transcript({
    theme: new Theme(0),
    t,
    cwd: '/w',
    width: () => 80,
    links: false,
    permission: () => 'session',
    write: (text) => {
      written += text;
    },
    changed: () => undefined,
  });
  const event = (type: string, more: object) => transcript.event({ session_id: 's', time: 0, type, ...more } as unknown as Event);
  const inner = (child: string, call_id: string, type: string, more: object) =>
    event('subagent_event', { child_session_id: child, call_id, agent: 'a', event: { session_id: child, time: 0, type, ...more } });
  const call = (call_id: string, tool: string, input: object) => ({ message_id: 'm', call_id, tool, input });
  const usage = { usage: { input: 1000, output: 200, reasoning: 0, cache_read: 0, cache_write: 0 }, cost_usd: 0.01 };
  const result = (call_id: string, tool: string, more: object = {}) => ({
    call_id,
    tool,
    output: 'found',
    is_error: false,
    duration_ms: 12,
    ...more,
  });
  return { transcript, event, inner, call, usage, result, written: () => written };
}

/** two at work at once, one with another below it */
function atWork() {
  const seen = watched();
  const { event, inner, call, usage, result } = seen;
  event('tool_call', call('1', 'task', { description: 'find it', agent: 'explore', prompt: 'x' }));
  event('tool_call', call('2', 'task', { description: 'mend it', agent: 'general', prompt: 'x' }));
  event('subagent', { child_session_id: 'c1', agent: 'explore', status: 'started', call_id: '1' });
  event('subagent', { child_session_id: 'c2', agent: 'general', status: 'started', call_id: '2' });
  inner('c1', '1', 'tool_call', call('a', 'read', { filePath: '/w/x.ts' }));
  inner('c2', '2', 'tool_call', call('a', 'task', { description: 'look deeper', agent: 'explore', prompt: 'x' }));
  inner('c2', '2', 'subagent', { child_session_id: 'c3', agent: 'explore', status: 'started', call_id: 'a' });
  inner('c3', '2', 'tool_call', call('a', 'grep', { pattern: 'TODO' }));
  inner('c1', '1', 'usage', usage);
  inner('c1', '1', 'tool_result', result('a', 'read'));
  return seen;
}

describe('sub-agents in the transcript', () => {
  it('stand below the call they work for while they do, nested, with what they cost', () => {
    const { transcript, written } = atWork();
    const rows = transcript.live(20).map((row) => row.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '*'));
    expect(rows).to.deep.equal([
      '→ task find it * explore, 1.2K tokens, $0.01',
      '  ↳ read x.ts ✓ 1 line, 12 ms',
      '→ task mend it * general',
      '  ↳ task look deeper *',
      '    ↳ grep TODO *',
    ]);
    expect(written(), 'nothing is printed that others would stand between').to.equal('');
  });

  it('share a small screen: each call keeps its line', () => {
    const { transcript } = atWork();
    expect(transcript.live(2)).to.have.length(2);
    expect(transcript.live(3).map((row) => row.slice(0, 14))).to.deep.equal(['→ task find it', '→ task mend it']);
    expect(transcript.live(1)[0]).to.include('2 more lines');
  });

  it('are printed together when their call is done, and who failed says why', async () => {
    const { transcript, event, inner, result, written } = atWork();
    inner('c3', '2', 'tool_result', result('a', 'grep', { is_error: true, output: 'no such folder' }));
    inner('c2', '2', 'tool_result', result('a', 'task'));
    event('subagent', { child_session_id: 'c2', agent: 'general', status: 'failed', call_id: '2', cost_usd: 0.5 });
    event(
      'tool_result',
      result('2', 'task', {
        is_error: true,
        output: 'The sub-agent did not finish: the server is down\n\n(it said nothing)\n\n[session c2 · 1 turns]',
        metadata: { child_session_id: 'c2' },
      }),
    );
    event('tool_result', result('1', 'task', { metadata: { child_session_id: 'c1' } }));
    await transcript.settle(false);
    expect(written()).to.equal(
      [
        '→ task mend it ✗ general, $0.50, 12 ms',
        '  ↳ task look deeper ✓ explore',
        '    ↳ grep TODO ✗ no such folder',
        '  The sub-agent did not finish: the server is down',
        '→ task find it ✓ explore, 1.2K tokens, $0.01, 12 ms',
        '  ↳ read x.ts ✓ 1 line, 12 ms',
        '',
      ].join('\n'),
    );
  });

  it('are shown in part where they did much, and whole when it is asked for', async () => {
    const { transcript, event, inner, call, result, written } = watched();
    event('tool_call', call('1', 'task', { description: 'find it', agent: 'explore', prompt: 'x' }));
    event('subagent', { child_session_id: 'c1', agent: 'explore', status: 'started', call_id: '1' });
    for (let at = 0; at < 30; at++) {
      inner('c1', '1', 'tool_call', call(`i${at}`, 'read', { filePath: `/w/${at}.ts` }));
      inner('c1', '1', 'tool_result', result(`i${at}`, 'read'));
    }
    event('tool_result', result('1', 'task', { output: 'the report' }));
    await transcript.settle(false);
    expect(written()).to.include('… 22 more lines\n  ↳ read 22.ts').and.not.include('↳ read 3.ts');
    expect(transcript.expand()).to.equal(true);
    await transcript.settle(false);
    expect(written())
      .to.include('↳ read 3.ts ✓ 1 line, 12 ms\n')
      .and.match(/ {2}the report\n$/);
  });

  it('name who asks, and what happens meanwhile waits for the answer', async () => {
    const { transcript, event, call, result, written } = atWork();
    expect([transcript.worker('c1'), transcript.worker('c3'), transcript.worker('s')]).to.deep.equal([
      'explore (find it)',
      'explore (look deeper)',
      undefined,
    ]);
    const release = transcript.hold();
    event('tool_call', call('3', 'read', { filePath: '/w/y' }));
    event('tool_result', result('3', 'read'));
    transcript.print(['allowed once'], 'tool');
    release();
    await transcript.settle(false);
    expect(written()).to.equal('allowed once\n→ read y ✓ 1 line, 12 ms\n');
  });
});
