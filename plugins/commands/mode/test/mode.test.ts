import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('opencode mode', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  it('show names the modes and styles there are, and the nearest, where there is none of that name', async () => {
    const none = await sandbox.run(['mode', 'show', 'zzz']);
    expect(none.code).to.equal(42);
    expect(none.stderr).to.match(/there is no mode "zzz" \(modes: .*\barchitect\b.*\bconcise\b/);
    const misspelt = await sandbox.run(['mode', 'show', 'concis'], { env: { OPENCODE_LANGUAGE: 'de' } });
    expect(misspelt.stderr).to.match(/keinen Modus "concis".*concise/);
  });

  it('list speaks the next language in order where the first is none, and says so once', async () => {
    const { stdout, stderr } = await sandbox.run(['mode', 'list'], { env: { OPENCODE_LANGUAGE: 'xx', LANG: 'de_DE.UTF-8' } });
    expect(stdout).to.include('beantwortet Fragen schnell');
    expect(stderr.match(/"xx"/g)).to.have.length(1);
  });
});
