import { expect } from 'chai';
import { Sandbox } from '../support/cli.ts';
import { readJson } from '../support/tree.ts';

interface Index {
  plugins: {
    manifest: { contributes: { command?: { id: string; cached?: { hidden?: boolean; summary?: string; examples?: string[] } }[] } };
  }[];
}
const commands = readJson<Index>('oclif.manifest.json').plugins.flatMap(({ manifest }) => manifest.contributes.command ?? []);

describe('every command of the manifest', () => {
  let sandbox: Sandbox;
  before(() => {
    sandbox = new Sandbox();
  });
  after(() => sandbox.remove());

  it('gives examples that begin with the command itself', () => {
    const wrong = commands.filter(({ id, cached }) => {
      const words = `<%= config.bin %> ${id.replaceAll(':', ' ')}`;
      return id !== 'repl' && !cached?.examples?.some((example) => example.includes(words));
    });
    expect(wrong.map(({ id }) => id)).to.deep.equal([]);
  });

  for (const { id, cached } of commands) {
    it(`${id.replace(/:/g, ' ')} answers --help`, async () => {
      const { code, stdout } = await sandbox.run([...id.split(':'), '--help']);
      expect(code).to.equal(0);
      expect(stdout).to.contain('USAGE');
      expect(cached?.summary, 'a summary').to.match(/\S/);
      expect(stdout, 'examples').to.contain('EXAMPLES');
    });
  }
});
