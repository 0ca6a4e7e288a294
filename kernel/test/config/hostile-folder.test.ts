import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { createExplorer } from '../../src/config/explorer.ts';
import { World } from './world.ts';

const CHILD = fileURLToPath(new URL('./load-in-child.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const META = [
  ['.config/config.json', '{"cosmiconfig": {"searchPlaces": ["evil.cjs"], "mergeSearchPlaces": false}}'],
  ['.config/config.yaml', 'cosmiconfig:\n  searchPlaces: [evil.cjs]\n'],
  ['package.json', '{"cosmiconfig": {"searchPlaces": ["evil.cjs"]}, "opencode": {"agent": "evil"}}'],
] as const;
const CODE = [
  'opencode.config.js',
  'opencode.config.cjs',
  'opencode.config.mjs',
  '.opencoderc',
  '.opencoderc.js',
  '.opencoderc.cjs',
  '.config/opencoderc.js',
  '.config/opencode.js',
  '.config/config.js',
  '.config/config.cjs',
  '.config/config.mjs',
  '.config/config.ts',
  'evil.cjs',
];

/** A repository may hold anything: opening it must not run it. This test stays for ever. */
describe('configuration of a hostile folder', function () {
  this.timeout(30_000);
  let world: World;
  let ran: string;
  beforeEach(() => {
    world = new World();
    ran = join(world.root, 'RAN');
  });
  afterEach(() => world.remove());

  const evil = (name: string) => {
    const body = `writeFileSync(${JSON.stringify(ran)}, ${JSON.stringify(name)});`;
    return /\.(mjs|ts)$/.test(name)
      ? `import { writeFileSync } from 'node:fs'; ${body} export default {};`
      : `const { writeFileSync } = require('node:fs'); ${body} module.exports = { searchPlaces: ['evil.cjs'] };`;
  };
  const everywhere = (name: string, text: string) => {
    for (const dir of [world.cwd, world.repo, join(world.cwd, '.opencode')]) world.write(join(dir, name), text);
  };
  const inChild = (...args: string[]) => {
    return spawnSync(process.execPath, [`--import=${TSX}`, '--conditions=source', CHILD, ...args], {
      cwd: world.cwd,
      env: { PATH: process.env.PATH, ...world.env },
      encoding: 'utf8',
      timeout: 25_000,
    });
  };

  it('executes no code file that any configuration library would look for', () => {
    for (const name of CODE) everywhere(name, evil(name));
    everywhere('opencode.toml', 'language = "ja"\n');
    const { stdout, stderr } = inChild();
    expect(stdout, stderr).to.equal('{"language":"ja"}');
    expect(existsSync(ran)).to.equal(false);
  });

  for (const [name, text] of META) {
    it(`obeys no meta-configuration in ${name}`, () => {
      everywhere(name, text);
      everywhere('evil.cjs', evil('evil.cjs'));
      everywhere('opencode.toml', 'language = "ja"\n"$import" = ["./evil.cjs", "./evil.js"]\n');
      const { stdout, stderr } = inChild();
      expect(stdout, stderr).to.contain('"language":"ja"').and.not.to.contain('agent');
      expect(existsSync(ran)).to.equal(false);
    });
  }

  it('would be caught by these files if cosmiconfig were used as it comes', () => {
    everywhere('.config/config.cjs', evil('.config/config.cjs'));
    const { status, stderr } = inChild('unprotected');
    expect(existsSync(ran), stderr).to.equal(true);
    expect(status, stderr).to.not.equal(null);
  });

  it('reads code as code nowhere, whatever OPENCODE_CONFIG says', () => {
    for (const name of ['evil.cjs', 'evil.js', 'evil.mjs', 'evil.ts', 'evil.json', 'evil.yaml', 'evil']) {
      world.env.OPENCODE_CONFIG = world.write(name, evil(name));
      expect(world.failure().code).to.equal('OC_CONFIG_CODE');
    }
    expect(existsSync(ran)).to.equal(false);
  });

  it('comes back to the working directory', () => {
    const before = process.cwd();
    createExplorer();
    expect(process.cwd()).to.equal(before);
  });

  it('does not wait for a pipe or read a device of that name', () => {
    symlinkSync('/dev/zero', join(world.cwd, 'opencode.toml'));
    mkdirSync(join(world.cwd, '.opencode/opencode.toml'), { recursive: true });
    expect(world.load().notices.map(({ code }) => code)).to.deep.equal(['config_read', 'config_read']);
  });
});
