import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type SlashLab, slashLab } from '../../../../test/support/slash-context.ts';

const DIR = new URL('../', import.meta.url);

describe('/sessions and its neighbours', () => {
  let lab: SlashLab;
  beforeEach(() => {
    lab = slashLab(DIR);
  });
  afterEach(() => lab.close());

  const talk = async (prompt: string) => {
    const conversation = await lab.context.talk.begin();
    await conversation.prompt({ text: prompt, files: [] }, { signal: new AbortController().signal });
    return conversation.session.id;
  };

  it('say so where no session is open', async () => {
    for (const name of ['session', 'cost', 'rename', 'fork', 'archive', 'export', 'share'])
      await lab.run(name, name === 'archive' ? '' : 'x');
    expect(new Set(lab.said).size).to.equal(1);
    await lab.run('sessions');
    await lab.run('resume');
    expect(lab.said.slice(-2)).to.deep.equal(['No sessions of this folder.', 'No earlier session of this folder.']);
  });

  it('list, leave, take up and find sessions', async () => {
    const first = await talk('paint the shed');
    await lab.run('new');
    const second = await talk('fix the login\u001b[31m');
    await lab.run('sessions');
    expect(lab.said.filter((line) => line.startsWith('*'))).to.have.length(1);
    expect(lab.said.find((line) => line.startsWith('*')))
      .to.include(second.slice(-8))
      .and.include('idle');
    await lab.run('search', 'SHED');
    expect(lab.said.at(-1)).to.equal('  paint the shed');
    expect(lab.text()).to.not.include('\u001b');
    expect(await lab.complete('resume')).to.have.members([first, second]);
    const words = (await (await lab.kernel.use('slash', 'resume')).complete?.(lab.context, '')) ?? [];
    expect(words.map((word) => (typeof word === 'string' ? word : word.text)).join(), 'with what they are about').to.include(
      'paint the shed',
    );
    await lab.run('sessions', 'no such title');
    expect(lab.said.at(-1)).to.include('no such title');
    await lab.run('resume');
    expect(lab.context.talk.current?.session.id).to.equal(first);
    expect(lab.said.at(-1)).to.include(first);
    await lab.run('search', 'nothing of that');
    expect(lab.said.at(-1)).to.include('nothing of that');
  });

  it('go on with a copy, of all or of the beginning', async () => {
    const original = await talk('first thing');
    await talk('second thing');
    expect(await lab.complete('fork')).to.have.length(2);
    const [, firstTurn = ''] = await lab.complete('fork');
    await lab.run('fork', firstTurn);
    const said = () => JSON.stringify(lab.context.talk.current?.messages);
    expect(said()).to.include('first thing').and.not.include('second thing');
    expect(lab.said.at(-1)).to.include(original);
    await lab.run('resume', original);
    await lab.run('fork');
    expect(said()).to.include('second thing');
    const error = await lab.run('fork', 'nowhere').catch((caught) => caught);
    expect(error.code).to.equal('OC_INPUT');
  });

  it('name, archive and tell the cost', async () => {
    const id = await talk('hello');
    await lab.run('rename', 'A  better\tname');
    await lab.run('session');
    expect(lab.said.at(-1)).to.include(id).and.include('A  better name');
    await lab.run('cost');
    expect(lab.said.at(-1)).to.include('$');
    await lab.run('archive');
    expect(lab.context.talk.current).to.equal(undefined);
    await lab.run('sessions');
    expect(lab.said.at(-1)).to.equal('No sessions of this folder.');
  });

  it('write the session as JSON and as a page, never over anything', async () => {
    const id = await talk('write to jane.doe@corp.example.net <script>');
    await lab.run('export', 'out.json');
    await lab.run('share', 'out.html');
    const at = (name: string) => join(lab.context.kernel.cwd, name);
    expect(JSON.parse(readFileSync(at('out.json'), 'utf8'))).to.have.nested.property('session.id', id);
    expect(readFileSync(at('out.html'), 'utf8'))
      .to.include('<!DOCTYPE html>')
      .and.not.include('<script')
      .and.not.include('jane.doe');
    expect(await lab.run('share', 'out.html').catch(({ code }) => code)).to.equal('OC_FILE');
    expect(existsSync(at(`${id}.json`))).to.equal(false);
  });
});
