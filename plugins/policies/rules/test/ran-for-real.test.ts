import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { HANDED } from './hostile/handed.ts';
import { RAN } from './hostile/ran-for-real.ts';
import { SHOWN_ANEW } from './hostile/shown-anew.ts';
import { SHOWN } from './hostile/shown-for-real.ts';
import { type Ask, type AskOptions, policyWith } from './support.ts';

const SEVERAL = 20;
const TIMEOUT_MS = 10_000;

describe('policy:rules reads a shell text as bash does', () => {
  let judge: Ask;
  let plain: string;
  let tracked: string;
  before(async function () {
    if (spawnSync('bash', ['-c', ':']).status !== 0) {
      console.log('      bash is missing');
      this.skip();
    }
    judge = await policyWith({});
    plain = realpathSync(mkdtempSync(join(tmpdir(), 'ock-shown-')));
    const files = {
      '.env': 'PLANTED=1\n',
      'keys/a': 'PLANTED k\n',
      'a.txt': 'plain SECRET text\n',
      list: '.env\nkeys/a\n',
      list0: '.env\0',
    };
    for (const name of ['keys', 'sub']) mkdirSync(join(plain, name));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(plain, name), content);
    git(plain, 'init', '-q', '--template=');
    tracked = `${plain}-tracked`;
    cpSync(plain, tracked, { recursive: true });
    git(tracked, 'add', '-A');
    git(tracked, '-c', 'user.name=a', '-c', 'user.email=a@b.test', 'commit', '-qm', 'x');
    for (const name of ['.env', 'keys/a']) writeFileSync(join(tracked, name), 'PLANTED anew\n');
  });
  after(() => {
    for (const folder of [plain, tracked]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const table = (title: string, commands: readonly string[], attack: (command: string) => Promise<boolean>): void => {
    for (let at = 0; at < commands.length; at += SEVERAL)
      it(`${title}, ${SEVERAL} spellings from ${JSON.stringify(commands[at])} on`, async () => {
        const done = await Promise.all(commands.slice(at, at + SEVERAL).map(attack));
        // an older bash knows less
        expect(done.filter((it) => it).length, 'spellings that do something here').to.be.greaterThan(0);
      });
  };

  table('allows none that runs what is denied', RAN, async (command) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ock-ran-')));
    writeFileSync(join(folder, 's.sh'), 'touch MARK\n');
    writeFileSync(join(folder, 'data'), 'x y\n1 2\n');
    expect(await effects(command, folder, { deny: ['bash(touch *)'] }), command).to.not.include('allow');
    expect((await judge('bash', command, { cwd: folder, workspace: folder })).effect, command).to.not.equal('allow');
    await output(command, folder);
    const ran = existsSync(join(folder, 'MARK'));
    rmSync(folder, { recursive: true, force: true });
    return ran;
  });

  table('allows none that shows what is denied', [...SHOWN, ...HANDED, ...SHOWN_ANEW], async (command) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ock-shown-')));
    cpSync(command.endsWith('#tracked') ? tracked : plain, folder, { recursive: true });
    expect(await effects(command, folder, { deny: ['read(keys/**)', 'read(.env)'] }), command).to.not.include('allow');
    const shown = /PLANTED|UExBTlRFR|DETNALP/.test(await output(command.replaceAll('SECRET', 'PLANTED'), folder));
    rmSync(folder, { recursive: true, force: true });
    return shown;
  });

  async function effects(command: string, folder: string, rules: AskOptions): Promise<string[]> {
    const place = { ...rules, cwd: folder, workspace: folder };
    const full = await judge('bash', command, { ...place, mode: 'full' });
    const open = await judge('bash', command, { ...place, mode: 'accept-edits', allow: ['bash', 'bash(*)', 'read(**)', 'write(**)'] });
    return [full.effect, open.effect];
  }
});

function git(folder: string, ...args: string[]): void {
  execFileSync('git', args, { cwd: folder });
}

async function output(command: string, cwd: string): Promise<string> {
  const child = spawn('bash', ['-c', command], { cwd, timeout: TIMEOUT_MS, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return out + errors;
}
