import { expect } from 'chai';
import { labs } from '../support/run.ts';
import { readJson } from '../support/tree.ts';

interface Index {
  plugins: { manifest: { contributes: { command?: { id: string; cached?: { hidden?: boolean } }[] } } }[];
}
const setUp = labs();

describe('opencode --help', () => {
  it('fits a screen of 24 lines and 80 columns, and names every command in its group', async () => {
    const { sandbox } = await setUp();
    const { stdout, code } = await sandbox.run(['--help']);
    expect(code).to.equal(0);
    const shown = stdout.trimEnd().split('\n');
    expect(shown.length).to.be.at.most(24);
    expect(shown.filter((line) => line.length > 80)).to.deep.equal([]);
    const ids = readJson<Index>('oclif.manifest.json').plugins.flatMap(({ manifest }) => manifest.contributes.command ?? []);
    const words = new Set(ids.filter(({ cached }) => !cached?.hidden).map(({ id }) => id.split(':')[0] as string));
    const lines = shown.filter((line) => /^ {2}/.test(line)).join(' ');
    expect([...words].filter((word) => !new RegExp(`(^| )${word}( |$)`).test(lines))).to.deep.equal([]);
    expect(stdout, 'bundled commands are all in a group').to.not.match(/^ {2}more /m);
    expect((await sandbox.run(['help'])).stdout).to.equal(stdout);
  });

  it('lists all commands with what they do when asked to', async () => {
    const { sandbox } = await setUp();
    const { stdout } = await sandbox.run(['--help', '--all']);
    expect(stdout)
      .to.contain('COMMANDS')
      .and.match(/^ {2}doctor +look whether/m);
  });
});

describe('errors that need more than a line', () => {
  it('name their chapter of the documentation, for people and not for programs', async () => {
    const { sandbox } = await setUp();
    const args = ['run', '--model', 'anthropic/claude-sonnet-4-5', 'hi'];
    const text = await sandbox.run(args);
    expect(text.code).to.equal(41);
    expect(text.stderr.trimEnd().split('\n').at(-1)).to.contain('opencode docs OC_AUTH_MISSING');
    for (const more of [
      ['--format', 'json'],
      ['--format', 'stream-json'],
    ]) {
      const { stderr, stdout } = await sandbox.run([...args, ...more]);
      expect(stderr + stdout).to.not.contain('opencode docs');
    }
    const wrong = await sandbox.run(['run', '--agent', 'nobody', 'hi']);
    expect(wrong.stderr, 'a typing error is explained by its text').to.not.contain('opencode docs');
  });
});
