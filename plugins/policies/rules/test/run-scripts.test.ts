import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Ask, policyWith } from './support.ts';

describe('policy:rules reads the scripts that commands run', () => {
  let judge: Ask;
  let folder: string;
  before(async () => {
    judge = await policyWith({});
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'ock-scripts-')));
    const scripts = {
      clean: 'rm -rf dist',
      build: 'npm run clean && tsc',
      test: 'mocha',
      pretest: 'sh -c "rm x"',
      lint: 'eslint .',
      open: '$TOOL x',
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
    writeFileSync(join(folder, 'clean.sh'), '#!/bin/sh\nset -e\ncd dist\nrm -r x\n');
    writeFileSync(join(folder, 'list.sh'), '#!/usr/bin/env bash\nls\n');
    chmodSync(join(folder, 'clean.sh'), 0o755);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const decide = (command: string) =>
    judge('bash', command, { cwd: folder, workspace: folder, mode: 'full', allow: ['bash'], deny: ['bash(rm *)'] });

  for (const command of [
    'npm run clean',
    'npm run-script clean',
    'npm run build',
    'npm test',
    'npm t',
    'yarn clean',
    'yarn run clean',
    'pnpm clean',
    'bun run clean',
    'node --run clean',
    'timeout 5 npm run clean',
    "sh -c 'npm run build'",
    'sh clean.sh',
    'bash -e ./clean.sh',
    './clean.sh',
    '. ./clean.sh',
  ])
    it(`denies ${command}`, async () => {
      const { effect, reason } = await decide(command);
      expect(effect, reason).to.equal('deny');
    });

  it('names the part that decided', async () => {
    expect((await decide('npm run build')).reason).to.match(/bash\(rm \*\).*rm -rf dist/);
  });

  it('asks where a script cannot be known, and leaves harmless ones alone', async () => {
    expect((await decide('npm run open')).effect).to.equal('ask');
    for (const command of ['npm run lint', './list.sh', 'npm run missing', 'npm ls'])
      expect((await decide(command)).effect, command).to.equal('allow');
  });
});
