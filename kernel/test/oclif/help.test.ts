import { Config } from '@oclif/core/config';
import { expect } from 'chai';
import type { IndexedPlugin } from '../../src/index/plugin-index.ts';
import { oclifPlugins } from '../../src/oclif/bridge.ts';
import { showHelp } from '../../src/oclif/help.ts';

describe('the titles in help', () => {
  const plugin = { name: '@ock/command-greet', version: '1.0.0', root: '/', origin: 'bundled' } as IndexedPlugin;

  /** What `greet --help` prints. */
  async function printed(messages: Record<string, string>, flags = {}): Promise<string> {
    const entries = [{ plugin, contribution: { id: 'greet', cached: { summary: 'greets', flags } } }];
    const load = () => Promise.reject(new Error('help loads no code'));
    const plugins = oclifPlugins({ installRoot: '/', version: '1.0.0', entries, translated: () => undefined, load });
    const config = await Config.load({ root: '/', version: '1.0.0', plugins });
    const { write } = process.stdout;
    let text = '';
    process.stdout.write = ((part: string) => {
      text += part;
      return true;
    }) as typeof write;
    try {
      await showHelp(config, ['greet'], (key) => messages[key]);
    } finally {
      process.stdout.write = write;
    }
    return text;
  }

  it("are the catalogue's where it has them, else oclif's, and oclif is left as it was", async () => {
    expect(await printed({ 'help.section.USAGE': 'AUFRUF' }))
      .to.contain('AUFRUF')
      .and.not.contain('USAGE');
    expect(await printed({})).to.contain('USAGE');
  });

  it('stand beside words of oclif’s own, which are the catalogue’s too', async () => {
    const flags = {
      times: { name: 'times', type: 'option', summary: 'how often', default: 3, required: true },
      tone: { name: 'tone', type: 'option', summary: 'how', options: ['low', 'high'] },
      name: { name: 'name', type: 'option', summary: 'whom', multiple: true, default: [] },
    };
    const english = await printed({}, flags);
    for (const part of ['--times=<value>', '(required) [default: 3] how often', '<options: low|high>', '--tone=<option>'])
      expect(english).to.contain(part);
    expect(english).to.match(/--name=<value>\.\.\. +whom/);
    const words = { value: 'Wert', option: 'Wahl', options: 'möglich', default: 'Standard', required: 'nötig' };
    const german = await printed(Object.fromEntries(Object.entries(words).map(([key, word]) => [`help.word.${key}`, word])), flags);
    for (const part of ['--times=<Wert>', '(nötig) [Standard: 3] how often', '<möglich: low|high>', '--tone=<Wahl>'])
      expect(german).to.contain(part);
  });
});
