import { expect } from 'chai';
import { Catalogue, matchesAny, splitPart } from '../../src/index/catalogue.ts';
import type { PluginOrigin } from '../../src/index/plugin-index.ts';
import { indexed } from '../support/test-kernel.ts';

const plugin = (name: string, origin: PluginOrigin, ...ids: string[]) => indexed(name, { tool: ids.map((id) => ({ id })) }, { origin });
const owner = (catalogue: Catalogue, id: string) => catalogue.find('tool', id)?.plugin.name;

describe('catalogue', () => {
  it('lists parts of a kind by the names of their plugins and finds them by id', () => {
    const catalogue = new Catalogue([plugin('@b/two', 'bundled', 'x', 'y'), plugin('@a/one', 'bundled', 'z')]);
    expect(catalogue.list('tool').map(({ contribution }) => contribution.id)).to.deep.equal(['z', 'x', 'y']);
    expect(owner(catalogue, 'y')).to.equal('@b/two');
    expect(catalogue.list('store')).to.deep.equal([]);
    expect(catalogue.find('tool', 'nope')).to.equal(undefined);
  });

  const bundled = plugin('@ock/tool-bash', 'bundled', 'bash');
  const user = plugin('@u/bash', 'user', 'bash');
  const linked = plugin('@l/bash', 'linked', 'bash');

  it('prefers linked to installed parts, whatever the order, and reports the clash', () => {
    for (const order of [
      [user, linked],
      [linked, user],
    ]) {
      const catalogue = new Catalogue(order);
      expect(owner(catalogue, 'bash')).to.equal('@l/bash');
      expect(catalogue.duplicates.map(({ code, details }) => ({ code, ...details }))).to.deep.equal([
        { code: 'OC_DUPLICATE', part: 'tool:bash', kept: '@l/bash', ignored: '@u/bash' },
      ]);
    }
  });

  it('leaves out a tool that is given to a package with a bridge, which brings it', () => {
    const bridge = indexed('@ock/bridge-own', { bridge: [{ id: 'own' }] });
    const catalogue = new Catalogue([bundled, user, bridge], { 'tool:bash': '@ock/bridge-own' });
    expect(owner(catalogue, 'bash')).to.equal(undefined);
    expect(catalogue.duplicates).to.deep.equal([]);
    expect(new Catalogue([bundled, bridge], { 'bridge:own': '@ock/tool-bash' }).duplicates).to.have.length(1);
  });

  it('keeps a bundled part until an override names another', () => {
    for (const other of [user, linked]) {
      const plain = new Catalogue([other, bundled]);
      expect(owner(plain, 'bash')).to.equal('@ock/tool-bash');
      expect(plain.duplicates.map(({ details }) => details.ignored)).to.deep.equal([other.name]);
      const overridden = new Catalogue([other, bundled], { 'tool:bash': other.name });
      expect(owner(overridden, 'bash')).to.equal(other.name);
      expect(overridden.duplicates).to.deep.equal([]);
    }
  });

  it('lets an override win over precedence', () => {
    expect(owner(new Catalogue([linked, user, bundled], { 'tool:bash': '@u/bash' }), 'bash')).to.equal('@u/bash');
    expect(owner(new Catalogue([linked, user, bundled], { 'tool:bash': '@ock/tool-bash' }), 'bash')).to.equal('@ock/tool-bash');
  });

  it('reports an override that names nobody, and keeps what there is', () => {
    const catalogue = new Catalogue([bundled], { 'tool:bash': '@gone/bash', 'tool:nothing': '@ock/tool-bash' });
    expect(owner(catalogue, 'bash')).to.equal('@ock/tool-bash');
    expect(catalogue.duplicates.map(({ code, details }) => [code, details.part])).to.deep.equal([
      ['OC_OVERRIDE', 'tool:bash'],
      ['OC_OVERRIDE', 'tool:nothing'],
    ]);
  });

  it('splits parts and matches globs', () => {
    expect(splitPart('wire:openai-chat')).to.deep.equal(['wire', 'openai-chat']);
    expect(splitPart('command:session:list')).to.deep.equal(['command', 'session:list']);
    expect(matchesAny('@ock/tool-bash', ['@ock/*'])).to.equal(true);
    expect(matchesAny('@ock/tool-bash', ['@ock/tool', '@ockx*', 'ock/*'])).to.equal(false);
    expect(matchesAny('@a/b.c', ['@a/b?c'])).to.equal(false);
  });
});
