import { expect } from 'chai';
import { sessionFile } from '../../../../test/support/session-file.ts';
import { exportSession } from '../src/export-session.ts';
import { sanitizeExport, sanitizer } from '../src/sanitize-export.ts';

const WHO = { home: '/home/jroe', user: 'jroe', host: 'build-7.corp.example' };

describe('sanitising a session', () => {
  const clean = sanitizer(WHO);
  const cases: [text: string, expected: string][] = [
    ['cd /home/jroe/work && ls', 'cd ~/work && ls'],
    ['{"path":"/home/jroe"}', '{"path":"~"}'],
    ['file:///home/jroe/x%20y', 'file://~/x%20y'],
    ['/home/jroes/x', '/home/user/x'],
    ['/home/other/x and /Users/jane/Library', '/home/user/x and /Users/user/Library'],
    ['C:\\Users\\Jane\\x C:/Users/Jane/x', 'C:\\Users\\user\\x C:/Users/user/x'],
    ['"C:\\\\Users\\\\Jane\\\\x"', '"C:\\\\Users\\\\user\\\\x"'],
    ['jroe@build-7:~$ whoami\njroe', 'user@host:~$ whoami\nuser'],
    ['ping build-7.corp.example', 'ping host'],
    ['BUILD-7', 'host'],
    ['chown jroe:jroe x-jroe_y', 'chown user:user x-user_y'],
    ['projroes', 'projroes'],
    ['mail jane.doe+x@mail.corp.example.de, <a@b.io>', 'mail name@example.com, <name@example.com>'],
    ['12345+jane@users.noreply.github.com you@example.com', '12345+jane@users.noreply.github.com you@example.com'],
    ['git@github.com:org/repo', 'name@example.com:org/repo'],
    ['DB_PASSWORD=hunter2 API_KEY="abc def" X=1', 'DB_PASSWORD=[redacted] API_KEY="[redacted] def" X=1'],
    ['TOKEN=$(cat t) PASSWORD=<yours> MAX_TOKENS=5000', 'TOKEN=$(cat t) PASSWORD=<yours> MAX_TOKENS=5000'],
    ['@decorator a@b npm@10.2.1 x@y.z', '@decorator a@b npm@10.2.1 x@y.z'],
  ];
  for (const [text, expected] of cases)
    it(`makes ${JSON.stringify(text)} ${JSON.stringify(expected)}`, () => expect(clean(text)).to.equal(expected));

  it('leaves accounts and hosts alone by which nobody is told from others', () => {
    const same = sanitizer({ home: '/root', user: 'root', host: 'localhost' });
    for (const text of ['root cause', 'http://localhost:3000', '/root/x']) expect(same(text)).to.equal(text);
  });

  it('reaches every text, names of keys included, and drops what cannot be looked through', () => {
    const data = sessionFile('/home/jroe/w', 'jroe', { prompt: 'jroe', output: 'jroe', answer: 'jroe' });
    data.session.state = { '/home/jroe/x': ['jroe'] };
    data.messages[1]?.parts.push({ id: 'r', type: 'reasoning', text: 'jroe', signature: 'c2VjcmV0', opaque: { jroe: 1 } });
    data.messages[2]?.parts.push({ id: 'f', type: 'file', mime: 'image/png', name: 'jroe.png', data: 'anJvZQ==' });
    data.messages[2]?.parts.push({
      id: 't',
      type: 'tool_result',
      call_id: 'c',
      tool: 'read',
      output: '',
      is_error: false,
      attachments: [{ mime: 'image/png', data: 'anJvZQ==' }],
    });
    const text = JSON.stringify(sanitizeExport(data, WHO));
    for (const told of ['jroe', 'anJvZQ', 'c2VjcmV0', 'opaque']) expect(text).to.not.include(told);
    expect(text).to.include('~/w').and.include(data.session.id);
  });

  it('hides what a name says is a secret, and goes on to hide keys in every field', () => {
    const key = `ghp_${'a1B2'.repeat(9)}`;
    const text = `see ${key}`;
    const data = sessionFile(`/w/${key}`, text, { prompt: text, output: text, answer: text });
    Object.assign(data.session, { agent: text, mode: text, model: text, state: { [text]: { list: [text] } } });
    const [, call, result] = data.messages;
    Object.assign(call ?? {}, { agent: text, model: text, error: { code: 'X', message: text } });
    call?.parts.push(
      {
        id: 'p1',
        type: 'tool_call',
        call_id: 'c9',
        tool: text,
        input: { [text]: text, env: [{ password: 'horse', api_key: 'abc', max_tokens: 'many' }] },
      },
      { id: 'p2', type: 'reasoning', text, signature: 'sig', opaque: { a: 1 } },
      { id: 'p3', type: 'file', mime: text, name: text, data: 'AAAA' },
    );
    result?.parts.push({
      id: 'p4',
      type: 'tool_result',
      call_id: 'c9',
      tool: 'x',
      output: text,
      is_error: false,
      metadata: { [text]: [text], secret: 'meta' },
      attachments: [{ mime: 'text/plain', name: text, data: 'AAAA' }],
    });
    const messages = data.messages as never;
    const exported = exportSession(data.session, messages);
    expect(JSON.stringify(exported)).to.not.include(key);
    expect([exported.session.id, exported.messages[1]?.parts.at(-2)]).to.deep.equal([
      data.session.id,
      { id: 'p2', type: 'reasoning', text: 'see [redacted]', signature: 'sig', opaque: { a: 1 } },
    ]);
    const clean = JSON.stringify(sanitizeExport(exported, WHO));
    for (const told of [key, 'horse', '"abc"', 'meta"', 'AAAA']) expect(clean, told).to.not.include(told);
    expect(clean).to.include('many');
  });

  it('takes no time to speak of for hostile text', () => {
    for (const text of [
      'a@'.repeat(100_000),
      `${'a.'.repeat(100_000)}@`,
      '/home/'.repeat(100_000),
      'a'.repeat(300_000),
      `x@${'a.'.repeat(100_000)}`,
    ])
      clean(text);
  }).timeout(5_000);
});
