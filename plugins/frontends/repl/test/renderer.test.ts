import type { Event } from '@ock/schemas';
import { expect } from 'chai';
import { Renderer } from '../src/renderer.ts';
import { Screen } from '../src/screen.ts';
import { createStyle } from '../src/style.ts';
import { Sink, t } from './support.ts';

function rendered(events: object[], options: { live?: boolean; color?: boolean } = {}): string {
  const out = new Sink();
  const renderer = new Renderer({
    screen: new Screen(out),
    style: createStyle(options.color === true),
    t,
    cwd: '/w',
    width: () => 80,
    live: options.live === true,
    permission: (tool) => (tool === 'bash' ? 'exec' : 'fs.read'),
  });
  for (const event of events) renderer.event({ session_id: 's', time: 0, ...event } as Event);
  renderer.flush();
  return out.text;
}
const call = (call_id: string, tool: string, input: unknown) => ({ type: 'tool_call', message_id: 'm', call_id, tool, input });
const result = (call_id: string, tool: string, more: object = {}) => ({
  type: 'tool_result',
  call_id,
  tool,
  output: 'a\nb\n',
  is_error: false,
  duration_ms: 12,
  ...more,
});

describe('Renderer', () => {
  it('streams text as it arrives and ends the line', () => {
    const out = rendered([
      { type: 'text', message_id: 'm', delta: 'Hel' },
      { type: 'text', message_id: 'm', delta: 'lo' },
      { type: 'message', message_id: 'm', text: 'Hello', model: 'x', finish: 'stop' },
    ]);
    expect(out).to.equal('Hello\n');
  });

  it('shows a message that was not streamed', () => {
    expect(rendered([{ type: 'message', message_id: 'm', text: 'Whole', model: 'x', finish: 'stop' }])).to.equal('Whole\n');
  });

  it('shows a call and its result on one line, paths relative', () => {
    expect(rendered([call('1', 'read', { filePath: '/w/src/a.ts' }), result('1', 'read')])).to.equal('→ read src/a.ts ✓ 2 lines, 12 ms\n');
    expect(rendered([call('1', 'grep', { pattern: 'TODO', path: '/w/src' }), result('1', 'grep', { title: '3 matches' })])).to.equal(
      '→ grep TODO in src ✓ 3 matches, 12 ms\n',
    );
  });

  it('does not say twice what a call is about', () => {
    const facts = (input: object, title: string, tool = 'read') =>
      rendered([call('1', tool, input), result('1', tool, { title })]).split('\n')[0];
    expect(facts({ filePath: '/w/a.ts' }, 'a.ts (lines 1-7)')).to.equal('→ read a.ts ✓ lines 1-7, 12 ms');
    expect(facts({ command: 'npm test' }, 'npm test', 'bash')).to.equal('→ bash npm test ✓ 2 lines, 12 ms');
    expect(facts({ command: 'sleep 9' }, 'sleep 9 (running)', 'bash')).to.equal('→ bash sleep 9 ✓ running, 12 ms');
    const ended = (title: string, metadata: object) =>
      rendered([call('1', 'bash', { command: 'x' }), result('1', 'bash', { title, metadata, is_error: true, output: '' })]);
    expect(ended('x (127)', { exit_code: 127 })).to.equal('→ bash x ✗ exit 127, 12 ms\n');
    expect(ended('x (SIGTERM)', { signal: 'SIGTERM' })).to.equal('→ bash x ✗ ended by SIGTERM, 12 ms\n');
    const long = `echo ${'long '.repeat(30)}`;
    expect(facts({ command: long }, long, 'bash')).to.match(/^→ bash echo [long ]+… ✓ 2 lines, 12 ms$/);
    expect(facts({ questions: [{ question: 'Which colour?' }] }, '1 asked', 'question')).to.equal(
      '→ question Which colour? ✓ 1 asked, 12 ms',
    );
  });

  it('names each of several calls again when their results come', () => {
    const out = rendered([
      call('1', 'read', { filePath: '/w/a' }),
      call('2', 'read', { filePath: '/w/b' }),
      result('2', 'read'),
      result('1', 'read'),
    ]);
    expect(out).to.equal('→ read a\n→ read b ✓ 2 lines, 12 ms\n→ read a ✓ 2 lines, 12 ms\n');
  });

  it('shows the exit code and the end of the output of a command', () => {
    const output = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`).join('\n');
    const out = rendered([
      call('1', 'bash', { command: 'npm test' }),
      result('1', 'bash', { output, is_error: true, metadata: { exit_code: 1 } }),
    ]);
    expect(out)
      .to.include('→ bash npm test ✗ exit 1, 12 ms\n')
      .and.include('… 12 more lines')
      .and.include('  line 20\n')
      .and.not.include('line 12\n');
  });

  it('shows a diff in colours, and where it is cut', () => {
    const diff = `--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n${' same\n'.repeat(100)}`;
    const out = rendered([call('1', 'edit', { filePath: '/w/x' }), result('1', 'edit', { metadata: { diff } })], { color: true });
    expect(out).to.include('\x1b[31m-old\x1b[39m').and.include('\x1b[32m+new\x1b[39m').and.include('\x1b[36m@@');
    expect(out).to.include('more lines');
    expect(rendered([call('1', 'edit', {}), result('1', 'edit', { metadata: { diff } })])).to.not.include('\x1b');
  });

  it('says that text is void before it starts again', () => {
    const out = rendered([
      { type: 'text', message_id: 'm1', delta: 'The answer is' },
      { type: 'retry', attempt: 1, max_attempts: 5, delay_ms: 1500, reason: 'reset', discarded_message_id: 'm1' },
      { type: 'text', message_id: 'm1', delta: 'The answer is 4' },
    ]);
    expect(out).to.equal('The answer is\nRetry 1 of 5 in 1.5 s: reset. The answer above is void and starts again:\nThe answer is 4\n');
    const quiet = rendered([{ type: 'retry', attempt: 1, max_attempts: 5, delay_ms: 10, reason: '503', discarded_message_id: 'm1' }]);
    expect(quiet).to.equal('Retry 1 of 5 in 10 ms: 503\n');
  });

  it('lets nothing through that steers the terminal', () => {
    const evil = '\x1b]0;t\x07\x1b[2J\u202e\x9b31m';
    const out = rendered([
      { type: 'text', message_id: 'm', delta: `a${evil}` },
      { type: 'text', message_id: 'm', delta: '\x1b' },
      { type: 'text', message_id: 'm', delta: '[31mred' },
      call('1', `ba${evil}sh`, { command: `ls ${evil}` }),
      result('1', 'bash', { title: evil, output: evil, is_error: true, metadata: { diff: evil, output_file: evil } }),
      { type: 'permission_denied', call_id: '1', tool: evil, subjects: [], reason: evil, by: 'headless' },
      { type: 'notice', level: 'warning', code: 'x', text: evil, plugin: evil },
      { type: 'retry', attempt: 1, max_attempts: 2, delay_ms: 1, reason: evil },
      { type: 'subagent', child_session_id: 'c', agent: evil, status: 'started' },
    ]);
    expect(out).to.match(/^[\n\x20-\x7e\u2000-\u2009\u2010-\u2027\u2190-\u27ff…ü]*$/u);
    expect(out).to.include('a⟨U+202E⟩red');
  });

  it('does not repeat a refusal as a result', () => {
    const denied = { type: 'permission_denied', call_id: '1', tool: 'bash', subjects: [], reason: 'no', by: 'rule' };
    const out = rendered([call('1', 'bash', { command: 'rm x' }), denied, result('1', 'bash', { output: 'Denied: no', is_error: true })]);
    expect(out).to.equal('→ bash rm x\n  bash was refused: no\n');
  });

  it('says how a refusal could be avoided when nobody is there', () => {
    const out = rendered([{ type: 'permission_denied', call_id: '1', tool: 'bash', subjects: [], reason: 'no one', by: 'headless' }]);
    expect(out).to.include('bash was refused: no one').and.include('--allow');
    expect(rendered([{ type: 'permission_denied', call_id: '1', tool: 'bash', subjects: [], reason: 'r', by: 'rule' }])).to.not.include(
      '--allow',
    );
  });

  it('shows live output on the line of the call, only where lines can be rewritten', () => {
    const events = [
      call('1', 'bash', { command: 'make' }),
      { type: 'tool_progress', call_id: '1', tool: 'bash', text: 'cc a.c\ncc b.c\n' },
      result('1', 'bash', { output: '' }),
    ];
    expect(rendered(events, { live: true })).to.include('\r\x1b[2K→ bash make cc b.c');
    expect(rendered(events)).to.equal('→ bash make ✓ 0 lines, 12 ms\n');
  });
});
