import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Ask, policyWith } from './support.ts';

const READS = [
  'ls -la',
  'cat a.txt | wc -l',
  'git status && ls',
  'timeout 5 ls',
  'for f in a b; do echo $f; done',
  'grep -rn a src 2>/dev/null',
];
const MAY_CHANGE = [
  'ls > b.txt',
  'ls; rm a.txt',
  'npm test',
  'cat $(touch b)',
  'sed -i s/a/b/ a.txt',
  'ls() { rm a.txt; }; ls',
  'git checkout .',
  'echo "$(rm a.txt)"',
  'find . -delete',
  'sh x.sh',
];

describe('policy:rules tells which commands change no file', () => {
  let folder: string;
  let judge: Ask;
  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'ock-reads-')));
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'a.txt'), 'a\n');
    judge = await policyWith({});
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  // whoever allows it: the table, a rule, the mode
  for (const options of [{}, { allow: ['bash'] }, { mode: 'full' as const }]) {
    const told = JSON.stringify(options);
    for (const command of READS)
      it(`${command} does not ${told}`, async () => {
        const decision = await judge('bash', command, { ...options, cwd: folder, workspace: folder });
        expect(decision).to.include({ effect: 'allow', readOnly: true });
      });
    for (const command of MAY_CHANGE)
      it(`${command} may ${told}`, async () => {
        const decision = await judge('bash', command, { ...options, cwd: folder, workspace: folder });
        expect(decision).to.not.have.property('readOnly');
      });
  }
});
