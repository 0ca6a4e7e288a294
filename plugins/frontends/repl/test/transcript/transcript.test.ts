import { setTimeout as sleep } from 'node:timers/promises';
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
    width: () => 60,
    links: false,
    permission: (tool) => (tool === 'bash' ? 'exec' : 'fs.read'),
    write: (text) => {
      written += text;
    },
    changed: () => undefined,
  });
  const event = (type: string, more: object) => transcript.event({ session_id: 's', time: 0, type, ...more } as unknown as Event);
  return { transcript, event, written: () => written };
}

describe('Transcript', () => {
  it('says that a command works, where that takes a while', async () => {
    const { transcript } = watched();
    transcript.busy(true);
    expect(transcript.moving).to.equal(true);
    expect(transcript.live(5)).to.deep.equal([]);
    await sleep(450);
    expect(transcript.live(5)[0]).to.include('working…');
    transcript.busy(false);
    expect(transcript.live(5)).to.deep.equal([]);
    expect(transcript.moving).to.equal(false);
  });

  it('says once how a command ended', async () => {
    const { transcript, event, written } = watched();
    event('tool_call', { message_id: 'm', call_id: '1', tool: 'bash', input: { command: 'false' } });
    const result = { output: 'out\nexit code: 1', is_error: true, duration_ms: 12, title: 'false (1)', metadata: { exit_code: 1 } };
    event('tool_result', { call_id: '1', tool: 'bash', ...result });
    await transcript.settle(false);
    expect(written()).to.equal('→ bash false ✗ exit 1, 12 ms\n  out\n');
  });

  it('shows the end of what a command puts out, a progress bar as one line, and nothing that steers the terminal', () => {
    const { transcript, event } = watched();
    event('tool_call', { message_id: 'm', call_id: '1', tool: 'bash', input: { command: 'build' } });
    for (const text of ['one\n\x1b[3', '2mtwo\x1b[0m\n', '10 %\r', '20 %\r', '\x1b[2K30 %'])
      event('tool_progress', { call_id: '1', tool: 'bash', text });
    expect(transcript.live(10).slice(1)).to.deep.equal(['  one', '  two', '  30 %']);
  });

  it('keeps a running call with a long name on one line, its spinner seen', () => {
    const { transcript, event } = watched();
    event('tool_call', {
      message_id: 'm',
      call_id: '1',
      tool: `mcp_${'long_'.repeat(20)}`,
      input: { query: 'everything there is to find' },
    });
    expect(transcript.live(5)[0])
      .to.match(/^→ mcp_long_.{30,}… .$/u)
      .and.have.length(58);
  });

  it('shortens what a call is about rather than break its line', async () => {
    const { transcript, event, written } = watched();
    const command = `node ${'some-script.js '.repeat(3)}`.trim();
    event('tool_call', { message_id: 'm', call_id: '1', tool: 'bash', input: { command } });
    const result = { output: '', is_error: false, duration_ms: 12, title: 'Run the whole check (verbose)', metadata: { exit_code: 0 } };
    event('tool_result', { call_id: '1', tool: 'bash', ...result });
    await transcript.settle(false);
    expect(written()).to.match(/^→ bash node [^\n]*… ✓ Run the [^\n]*exit 0, 12 ms\n$/);
    expect(written().length).to.be.at.most(60);
  });

  it('says why a call was refused in lines that fit, and nothing twice that the person said', async () => {
    const { transcript, event, written } = watched();
    const denied = { tool: 'bash', subjects: [], reason: 'agent explore must not change anything, so bash is not available' };
    event('permission_denied', { call_id: '1', ...denied, by: 'agent' });
    event('permission_denied', { call_id: '2', ...denied, by: 'person' });
    await transcript.settle(false);
    const rows = written().trimEnd().split('\n');
    expect(rows.every((row) => row.length < 60 && row.startsWith('  '))).to.equal(true);
    expect(rows.map((row) => row.trim()).join(' ')).to.equal(`bash was refused: ${denied.reason}`);
  });
});
