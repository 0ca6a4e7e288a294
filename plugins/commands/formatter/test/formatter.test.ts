import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Formatted, FormatterStatus } from '../../../../kernel/src/index.ts';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('opencode formatter', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
    const program = join(sandbox.dir, 'tidy');
    const body =
      "let t='';process.stdin.on('data',(d)=>t+=d).on('end',()=>t.includes('ERROR')?(console.error('bad'),process.exit(1)):process.stdout.write(t.replace(/ +/g,' ')))";
    writeFileSync(program, `#!${process.execPath}\n${body}\n`);
    chmodSync(program, 0o755);
    writeFileSync(sandbox.configFile, `[formatter.tidy]\ncommand = [${JSON.stringify(program)}]\nextensions = [".x"]\n`);
    writeFileSync(join(sandbox.work, 'a.x'), 'a   b\n');
  });
  afterEach(() => sandbox.remove());

  it('list tells what runs, and with --all what could', async () => {
    const rows = JSON.parse((await sandbox.run(['formatter', 'list', '--json'])).stdout) as FormatterStatus[];
    expect(rows[0]).to.include({ name: 'tidy', state: 'ready', origin: 'config', configuredBy: 'opencode.toml' });
    expect((await sandbox.run(['formatter', 'list'])).stdout)
      .to.match(/^tidy +ready +\.x/)
      .and.not.to.include('prettier');
    expect((await sandbox.run(['formatter', 'list', '--all'])).stdout).to.match(/^prettier +not configured here/m);
  });

  it('run formats a file, and says by the exit code when it could not', async () => {
    expect(await sandbox.run(['formatter', 'run', 'a.x'])).to.include({ code: 0, stdout: 'tidy formatted a.x (+1 -1)\n' });
    expect(readFileSync(join(sandbox.work, 'a.x'), 'utf8')).to.equal('a b\n');
    const again = JSON.parse((await sandbox.run(['formatter', 'run', 'a.x', '--json'])).stdout) as Formatted;
    expect(again).to.deep.include({ formatter: 'tidy', changed: false, others: [] });
    writeFileSync(join(sandbox.work, 'a.x'), 'ERROR   x\n');
    const failed = await sandbox.run(['formatter', 'run', 'a.x']);
    expect(failed.code).to.equal(1);
    expect(failed.stderr).to.include('tidy did not format a.x: bad');
    const none = await sandbox.run(['formatter', 'run', 'b.unknown']);
    expect(none.code).not.to.equal(0);
    expect(none.stderr).to.include('no formatter is configured for b.unknown');
  });

  it('formats what a tool wrote', async () => {
    const { stdout } = await sandbox.run([
      'tools',
      'run',
      'write',
      '--params',
      '{"filePath":"n.x","content":"n   m\\n"}',
      '--json',
      '--permission-mode',
      'accept-edits',
    ]);
    expect(stdout).to.include('tidy then formatted n.x');
    expect(readFileSync(join(sandbox.work, 'n.x'), 'utf8')).to.equal('n m\n');
  });
});
