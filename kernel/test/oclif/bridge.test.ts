import { expect } from 'chai';
import type { IndexedPlugin } from '../../src/index/plugin-index.ts';
import { oclifPlugins } from '../../src/oclif/bridge.ts';

describe('what help tells of a command', () => {
  const plugin = { name: '@ock/command-greet', version: '1.0.0', root: '/', origin: 'bundled' } as IndexedPlugin;
  const cached = {
    summary: 'greets',
    args: { name: { name: 'name', description: 'whom' } },
    flags: { loud: { name: 'loud', summary: 'shout' }, model: { name: 'model', summary: 'model', helpGroup: 'GLOBAL' } },
  };
  const command = (messages: Record<string, string>) =>
    oclifPlugins({
      installRoot: '/',
      version: '1.0.0',
      entries: [{ plugin, contribution: { id: 'greet', cached } }],
      translated: (key) => messages[key],
      load: () => Promise.reject(new Error('help loads no code')),
    }).get(plugin.name)?.commands[0];

  it('is what the plugin says where the catalogue has nothing', () => {
    expect(command({})).to.deep.include({ summary: 'greets', args: cached.args, flags: cached.flags });
  });

  it("is the catalogue's text for the command, its arguments, its flags and those of every command", () => {
    const german = {
      'help.greet.summary': 'grüßt',
      'help.greet.args.name': 'wen',
      'help.greet.flags.loud': 'laut',
      'help.flags.model': 'Modell',
      'help.flags.loud': 'falsch',
    };
    const told = command(german);
    expect(told?.summary).to.equal('grüßt');
    expect(told?.args.name).to.deep.equal({ name: 'name', description: 'wen' });
    expect(told?.flags.loud?.summary).to.equal('laut');
    expect(told?.flags.model).to.include({ summary: 'Modell', helpGroup: 'GLOBAL' });
  });
});
