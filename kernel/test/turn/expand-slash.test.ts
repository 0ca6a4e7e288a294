import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { findSlash, listSlash, parseSlash } from '../../src/turn/context/slash-commands.ts';
import { calls, type LabTool, type Script, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const { signal } = new AbortController();
const BUNDLED = ['@ock/service-prompt-commands', '@ock/service-mentions'];
const ran: unknown[] = [];
const bash: LabTool = {
  readOnly: false,
  permission: 'exec',
  run: async ({ command }) => {
    ran.push(command);
    return { text: `OUT(${command}) @look.txt` };
  },
};
const read: LabTool = { run: async ({ filePath }) => ({ text: `FILE(${filePath})` }) };

describe('a prompt that is a slash command', () => {
  let lab: TurnLab;
  const start = (more: Parameters<typeof turnLab>[1] = {}, script: Script = () => says('ok')) => {
    ran.length = 0;
    lab = turnLab(script, { tools: { bash, read }, bundled: BUNDLED, env: { HOME: '/nowhere' }, ...more });
    (lab.kernel.config as { trusts?: unknown }).trusts = () => true;
  };
  const put = (name: string, text: string) => {
    mkdirSync(join(lab.dir, '.opencode/commands'), { recursive: true });
    writeFileSync(join(lab.dir, '.opencode/commands', name), text);
  };
  const sent = (n = -1) => JSON.stringify(lab.requests.at(n)?.messages);
  const notices = () => lab.events.flatMap((event) => (event.type === 'notice' && event.code === 'slash' ? [event.text] : []));
  afterEach(() => lab.close());

  it('is told what it stands for; what was typed stays what was said', async () => {
    start();
    put('fix.md', 'Mend $1 by !`log $2`.');
    const conversation = await lab.open();
    await conversation.prompt({ text: '/fix bug a;b', files: [] }, { signal });
    expect(sent()).to.contain("Mend bug by OUT(log 'a;b')");
    expect(conversation.messages[0]?.parts.at(-1)).to.include({ text: '/fix bug a;b' });
    const told = lab.events.flatMap((event) => (event.type === 'tool_call' || event.type === 'tool_result' ? [event] : []));
    expect(
      told.map(({ type, tool, call_id }) => [type, tool, call_id === told[0]?.call_id]),
      'what runs is told',
    ).to.deep.equal([
      ['tool_call', 'bash', true],
      ['tool_result', 'bash', true],
    ]);
    expect(told[0]).to.have.nested.include({ 'input.command': "log 'a;b'" });
  });

  it('goes as it is where there is no such command', async () => {
    start();
    const conversation = await lab.open();
    for (const text of ['/nothing here', '/usr/bin/env', 'and /fix']) {
      await conversation.prompt({ text, files: [] }, { signal });
      expect(sent()).to.contain(text).and.not.to.contain('<command');
    }
  });

  it('runs nothing that is not allowed, and says so', async () => {
    start({ judge: (tool) => ({ effect: tool === 'bash' ? 'deny' : 'allow', by: 'rule', reason: 'no shell' }) as never });
    put('fix.md', 'State: !`rm x`');
    const result = await (await lab.open()).prompt({ text: '/fix', files: [] }, { signal });
    expect(ran).to.deep.equal([]);
    expect(result.denials.map(({ tool }) => tool)).to.deep.equal(['bash']);
    expect(sent()).to.contain('not run');
    expect(notices()).to.have.length(1);
  });

  it('asks about what it mentions, unlike about what is typed, and nothing that was printed is a mention', async () => {
    start({ judge: (tool) => (tool === 'read' ? { effect: 'ask', reason: 'r' } : { effect: 'allow', reason: 'r' }) });
    for (const name of ['look.txt', 'mine.txt']) writeFileSync(join(lab.dir, name), 'x');
    put('fix.md', 'See @mine.txt and !`x`');
    const conversation = await lab.open();
    await conversation.prompt({ text: '/fix', files: [] }, { signal });
    expect(sent()).not.to.contain('FILE(');
    const asked: unknown[] = [];
    conversation.person = {
      permission: async ({ input }) => {
        asked.push(input);
        return { answer: 'once' };
      },
      questions: async () => [],
    };
    await conversation.prompt({ text: '/fix', files: [] }, { signal });
    expect(asked).to.deep.equal([{ filePath: 'mine.txt' }]);
    expect(sent()).to.contain('FILE(mine.txt)').and.not.to.contain('FILE(look.txt)');
  });

  it('brings what the person mentions in it once, and does not ask about that', async () => {
    start({ judge: (tool) => (tool === 'read' ? { effect: 'ask', reason: 'r' } : { effect: 'allow', reason: 'r' }) });
    writeFileSync(join(lab.dir, 'mine.txt'), 'x');
    put('fix.md', 'See $1, that is $ARGUMENTS');
    await (await lab.open()).prompt({ text: '/fix @mine.txt', files: [] }, { signal });
    expect(sent().split('FILE(mine.txt)')).to.have.length(2);
  });

  it('is nothing but text where an agent wrote it', async () => {
    const hand: LabTool = {
      readOnly: false,
      permission: 'session',
      run: async (_input, { delegate }) => {
        const done = await delegate?.({ agent: 'helper', prompt: '/fix now', title: 't' });
        return { text: done?.text ?? '' };
      },
    };
    start({ tools: { hand }, agents: [{ id: 'helper', description: 'h', prompt: 'You help.', sub: true }] }, ({ system, messages }) =>
      system.includes('You help.') || messages.length > 2 ? says('done') : calls(['hand']),
    );
    put('fix.md', 'EXPANDED');
    await (await lab.open()).prompt({ text: 'go', files: [] }, { signal });
    expect(lab.requests.map(({ messages }) => JSON.stringify(messages)).some((text) => text.includes('/fix now'))).to.equal(true);
    expect(lab.requests.some((request) => JSON.stringify(request.messages).includes('EXPANDED'))).to.equal(false);
  });

  it('has its agent, model and mode for this prompt alone', async () => {
    start({ agents: [{ id: 'other', description: 'o', prompt: 'OTHER' }], modes: [{ id: 'code', description: 'c', prompt: 'MODE' }] });
    put('fix.md', '---\nagent: other\nmode: code\nmodel: nobody/knows\n---\nx');
    const conversation = await lab.open();
    await conversation.prompt({ text: '/fix', files: [] }, { signal });
    expect(lab.requests[0]?.system).to.contain('OTHER').and.contain('MODE');
    expect(conversation.session.agent).to.equal('build');
    expect(notices()).to.have.length(1);
    await conversation.prompt({ text: 'and?', files: [] }, { signal });
    expect(lab.requests[1]?.system).to.equal('Work.');
    expect([conversation.agent, conversation.workModeInfo]).to.deep.equal(['build', undefined]);
  });

  it('never leaves an agent that changes nothing, and hands on to sub-agents', async () => {
    start({ agents: [{ id: 'helper', description: 'h', sub: true }] });
    put('fix.md', '---\nagent: build\n---\nx');
    put('ask.md', '---\nagent: helper\n---\nx');
    const conversation = await lab.open({ agent: 'look' });
    await conversation.prompt({ text: '/fix', files: [] }, { signal });
    expect(lab.requests[0]?.tools.map(({ name }) => name)).to.deep.equal(['read']);
    expect(notices()).to.have.length(1);
    await conversation.prompt({ text: '/ask', files: [] }, { signal });
    expect(sent()).to.contain('agent helper');
  });

  it('is listed and found beside those of plugins', async () => {
    start();
    put('fix.md', 'Mend it.');
    put('fi\x1b[2J.md', 'Steer the terminal.');
    const where = { cwd: lab.dir, signal };
    expect((await listSlash(lab.kernel, where)).map(({ id }) => id)).to.deep.equal(['fix']);
    expect(await findSlash(lab.kernel, 'FIX', where)).to.include({ id: 'fix', text: 'Mend it.' });
    const failed = await findSlash(lab.kernel, 'fixx', where).catch((error) => error);
    expect([failed.code, failed.details.near]).to.deep.equal(['OC_UNKNOWN_COMMAND', '/fix']);
  });
});

describe('what is typed behind a slash', () => {
  it('is a name and the rest', () => {
    expect(parseSlash('/a')).to.deep.equal({ name: 'a', rest: '' });
    expect(parseSlash(' /front:end  x\ny ')).to.deep.equal({ name: 'front:end', rest: 'x\ny' });
    for (const text of ['/usr/bin', '//', '/', 'a /b', '/a: b', '/:b']) expect(parseSlash(text), text).to.equal(undefined);
  });
});
