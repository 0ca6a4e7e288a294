import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { type Lab, labs } from '../../../../../test/support/run.ts';
import { screens, type TestScreen } from '../../../../../test/support/screen.ts';

const UNNAMED = '[session]\nauto_title = false\n';
const status = (code: number, message: string, more: object = {}): Step => ({
  fault: { kind: 'status', status: code, body: { error: { message, ...more } }, times: 99 },
});

describe('errors on a screen', () => {
  const open = screens();
  const make = labs();
  let made: Lab;
  async function start(script: Step[]): Promise<TestScreen> {
    made = await make({ script }, UNNAMED);
    const screen = open(made, { cols: 60 });
    await screen.until('build> ');
    return screen;
  }
  /** What is said after a prompt, its lines joined as they were broken: at blanks. */
  async function said(screen: TestScreen, until: string | RegExp, prompt = 'go'): Promise<string> {
    screen.type(`${prompt}\r`);
    await screen.until(until);
    const rows = (await screen.settled()).split('\n');
    expect(rows.filter((row) => row.length > 60)).to.deep.equal([]);
    return rows.join(' ');
  }

  it('say that a key was refused, and how another is set', async () => {
    const screen = await start([status(401, 'Incorrect API key provided')]);
    expect(await said(screen, 'tokens in')).to.match(
      /Error: the key was refused: fake answered 401: Incorrect API key provided \(`opencode auth list` shows the key, `opencode auth login fake` sets another\)/,
    );
  });

  it('say that there is no key, and where it comes from', async () => {
    made = await make({ script: [] });
    writeFileSync(made.sandbox.configFile, `model = "anthropic/claude-sonnet-4-5"\n${UNNAMED}`);
    const screen = open(made, { cols: 60 });
    await screen.until('build> ');
    expect(await said(screen, 'Error:')).to.match(/no key for anthropic: set ANTHROPIC_API_KEY, or run "opencode auth login anthropic"/);
  });

  it('say that there is no such model, and what there is', async () => {
    const screen = await start([status(404, 'The model `m1` does not exist', { code: 'model_not_found' })]);
    expect(await said(screen, 'tokens in')).to.include('The model `m1` does not exist (`opencode models fake` lists what it offers)');
    expect(await said(screen, 'there is no model', '/model fakee/m1')).to.match(/"opencode models" lists them/);
  });

  it('leave the draft where an agent is chosen whose model nobody knows', async () => {
    made = await make({ script: [] }, `${UNNAMED}[agents.odd]\nmodel = "nobody/knows"\nprompt = "Be odd."\ndescription = "odd"\n`);
    const screen = open(made, { cols: 60 });
    await screen.until('build> ');
    screen.type('/agent odd\r');
    await screen.until('nobody/knows');
    screen.type('a draft');
    await screen.until('odd> a draft');
  });

  it('say what a busy server answered, when it is tried again, and the way out', async function () {
    // the pauses before it is tried again are real
    this.timeout(60_000);
    for (const [code, text] of [
      [429, 'Rate limit reached for m1'],
      [529, 'Overloaded'],
    ] as const) {
      const screen = await start([status(code, text)]);
      screen.type('go\r');
      // nothing settles while it is tried again
      await screen.until(/Retry 2 of/);
      screen.press('escape');
      await screen.until('Interrupted.');
      expect((await screen.settled()).split('\n').join(' ')).to.include(`fake answered ${code}: ${text}`);
      await screen.kill();
    }
  });

  it('say that nothing is there', async () => {
    const screen = await start([]);
    await made.fake.close();
    const text = await said(screen, /Retry 1 of/);
    expect(text).to.match(/cannot reach 127\.0\.0\.1:\d+: nothing listens there/);
  });

  it('say that a conversation is too long for the model, and where to read on', async () => {
    const screen = await start([status(400, "This model's maximum context length is 8192 tokens.", { code: 'context_length_exceeded' })]);
    const text = await said(screen, 'tokens in');
    expect(text)
      .to.match(/Error: .*context/)
      .and.match(/What to do: opencode docs OC_\w+/);
    expect(text).to.not.match(/\(because: /);
  });

  it('say where to read on, for whatever else a server answers', async () => {
    const screen = await start([status(402, 'Insufficient credits')]);
    expect(await said(screen, 'tokens in')).to.match(/Insufficient credits What to do: opencode docs OC_\w+/);
  });
});
