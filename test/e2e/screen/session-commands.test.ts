import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { labs } from '../../support/run.ts';
import { screens } from '../../support/screen.ts';

describe('slash commands of sessions on a screen', function () {
  this.timeout(60_000);
  const open = screens();
  const make = labs();

  it('begin, name, list, find, export, share, copy, take up and archive a session', async () => {
    const lab = await make({ script: [{ text: 'The basket is mended.' }] }, '[session]\nauto_title = false\n');
    const screen = open(lab, { cols: 100, rows: 30 });
    const say = async (line: string, seen: string | RegExp) => {
      await screen.settled();
      screen.type(`${line}\r`);
      await screen.until(seen);
    };
    const file = (name: string) => join(lab.sandbox.work, name);
    await screen.until('build> ');
    await say('/session', /> \/session\n\nNo session yet/);
    await say('mend the basket', 'The basket is mended.');
    await say('/rename Basket 漢字', 'now called: Basket 漢字');
    await say('/session', /\nses_\w+ {2}Basket 漢字, in /);
    await say('/cost', /\n10 tokens in \(0% from the cache\), 5 out, /);
    await say('/sessions', /\n\* \w{8} {2}[^\n]* {2}Basket 漢字\n/);
    await say('/search mended', /\n\w{8} {2}[^\n]*Basket 漢字\n[^\n]*mended/);
    await say('/export kept.json', 'kept.json');
    await screen.settled();
    expect(JSON.parse(readFileSync(file('kept.json'), 'utf8'))).to.have.nested.property('session.title', 'Basket 漢字');
    expect(statSync(file('kept.json')).mode & 0o777).to.equal(0o600);
    await say('/export kept.json', 'exists already');
    await say('/share kept.html', 'kept.html');
    await screen.settled();
    expect(existsSync(file('kept.html'))).to.equal(true);
    const before = screen.all().split('The basket is mended.').length;
    await say('/fork', /This is (ses_\w+) from here on/);
    expect(screen.all().split('The basket is mended.'), 'a copy is not shown anew').to.have.length(before);
    screen.press('ctrl+n');
    await screen.until('The next prompt begins a new session.');
    await say('/resume', /build> mend the basket\n\nThe basket is mended\.\n\nses_\w+ {2}Basket 漢字, prompts: 1/);
    await say('/archive', / is archived: /);
    await say('/sessions', /> \/sessions\n\n {2}\w{8} [^\n]*Basket/);
    screen.press('ctrl+q');
    expect(await screen.exit).to.equal(0);
  });
});
