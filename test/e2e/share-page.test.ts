import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { ChromiumPage, findChromium } from '../support/chromium.ts';
import { labs } from '../support/run.ts';

const ATTACK = [
  '<script>document.title = "taken"</script>',
  '<img src=x onerror="document.title = \'taken\'">',
  '[here](javascript:document.title="taken") ![x](http://127.0.0.1:9/x.png)',
  '<style>body { display: none }</style><link rel=stylesheet href=http://127.0.0.1:9/x.css>',
].join('\n\n');

describe('the page of a session, in a browser', () => {
  const open = labs();
  let page: ChromiumPage | undefined;
  afterEach(() => page?.close());

  it('is shown in its own colours, folds and unfolds, and neither runs nor loads what the session holds', async function () {
    const chromium = findChromium();
    if (!chromium) {
      console.log('      skipped: chromium is not installed');
      this.skip();
    }
    this.timeout(90_000);
    const edit = { name: 'write', input: { filePath: 'a.txt', content: `${ATTACK}\n` } };
    const script = [{ toolCalls: [edit] }, { text: `Written. **All done.**\n\n${ATTACK}` }];
    const { sandbox } = await open({ script });
    expect((await sandbox.run(['run', '--auto', `Write it. ${ATTACK}`])).code).to.equal(0);
    const shared = await sandbox.run(['session', 'share', 'latest', '-o', 'page.html']);
    expect(shared.code, shared.stderr).to.equal(0);

    page = await ChromiumPage.open(chromium);
    const url = pathToFileURL(join(sandbox.work, 'page.html')).href;
    await page.goTo(url);
    const title = await page.evaluate<string>('document.title');
    expect(title).to.match(/^Write it\. <script>/);
    expect(page.requests).to.deep.equal([url]);
    expect(page.console).to.deep.equal([]);
    expect(await page.evaluate<string>('document.body.innerText'))
      .to.include('All done.')
      .and.include('onerror=');
    expect(await page.evaluate<number>('document.body.getBoundingClientRect().height')).to.be.above(100);
    // its style sheet stands in spite of the policy that forbids all others
    const colour = (selector: string) => page?.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).color`);
    expect(await colour('.add')).to.not.equal(await colour('body'));
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).to.equal(true);
    const fold = 'document.querySelector("details:not([open])")';
    expect(await page.evaluate<boolean>(`${fold}.querySelector("pre").checkVisibility()`)).to.equal(false);
    const shown = `(fold => { fold.firstElementChild.click(); return fold.querySelector("pre").checkVisibility() })(${fold})`;
    expect(await page.evaluate<boolean>(shown)).to.equal(true);
  });
});
