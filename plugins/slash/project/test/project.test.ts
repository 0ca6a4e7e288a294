import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { type SlashLab, slashLab } from '../../../../test/support/slash-context.ts';

const DIR = new URL('../', import.meta.url);
const OPTIONS = { bundled: ['@ock/service-project-index', '@ock/service-mentions'] };

describe('/index, /plans, /docs, /files', () => {
  let lab: SlashLab;
  const put = (file: string, text = '') => {
    mkdirSync(dirname(join(lab.dir, file)), { recursive: true });
    writeFileSync(join(lab.dir, file), text);
    return join(lab.dir, file);
  };
  beforeEach(() => {
    lab = slashLab(DIR, OPTIONS);
    mkdirSync(join(lab.dir, '.git'));
  });
  afterEach(() => lab.close());

  it('tell what is in the project', async () => {
    put('package.json', '{"name": "shop", "scripts": {"test": "mocha"}}');
    put('src/price.ts');
    put('docs/guide.md');
    put('README.md');
    await lab.run('index');
    expect(lab.text())
      .to.contain('package.json (shop)')
      .and.match(/Files \| \d/);
    lab.said.length = 0;
    await lab.run('index', 'price');
    expect(lab.text()).to.contain('src/price.ts');
    lab.said.length = 0;
    await lab.run('docs', 'GUIDE');
    expect(lab.said).to.include('@docs/guide.md').and.not.include('@README.md');
    await lab.run('docs', 'nowhere');
    expect(lab.text()).to.contain('No documentation');
  });

  it('list plans, the newest first', async () => {
    await lab.run('plans');
    expect(lab.said[0]).to.contain('No plans');
    utimesSync(put('.opencode/plans/old.md'), 1, 1);
    put('own/new.md');
    put('own/no.txt');
    Object.assign(lab.kernel.config.config, { plans_dir: 'own' });
    lab.said.length = 0;
    await lab.run('plans');
    expect(lab.said.map((line) => line.split(' | ')[0]?.replace(`${lab.dir}/`, ''))).to.deep.equal([
      '@own/new.md',
      '@.opencode/plans/old.md',
    ]);
  });

  it('find files, and tell what the session changed', async () => {
    put('src/price.ts');
    await lab.run('files', 'pric');
    expect(lab.said).to.include('@src/price.ts');
    await lab.run('files', 'zzzzz');
    expect(lab.said.at(-1)).to.contain('No file');
    await lab.run('files');
    expect(lab.said.at(-1)).to.contain('no files');
    (await lab.context.talk.begin()).filesChanged.add(join(lab.dir, 'src/price.ts'));
    await lab.run('files');
    expect(lab.said.at(-1)).to.equal('src/price.ts');
  });
});
