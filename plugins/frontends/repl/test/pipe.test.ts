import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { lab } from '../../../../test/support/run.ts';

/** every request is one of a conversation */
const UNNAMED = '[session]\nauto_title = false\n';

describe('the repl behind a pipe', () => {
  it('takes each line as a prompt and writes no escape codes', async () => {
    const made = await lab({ script: [{ text: 'First.' }, { text: 'Second.' }] }, 'openai-compatible', UNNAMED);
    try {
      const { code, stdout, stderr } = await made.sandbox.run([], { input: 'one\ntwo\n/exit\nthree\n', env: { TERM: 'xterm' } });
      expect(code, stderr).to.equal(0);
      expect(stdout).to.equal('First.\nSecond.\n');
      expect(stderr).to.include('fake/m1').and.not.include('\x1b');
      expect(made.fake.requests).to.have.length(2);
    } finally {
      await made.close();
    }
  });

  it('denies what would ask and says how to allow it', async () => {
    const made = await lab({
      script: [{ toolCalls: [{ name: 'write', input: { filePath: 'n', content: 'x' } }] }, { text: 'Could not.' }],
    });
    try {
      const { code, stdout } = await made.sandbox.run([], { input: 'write it\n' });
      expect(code).to.equal(0);
      expect(stdout).to.include('was refused').and.include('--allow').and.include('Could not.');
      expect(existsSync(join(made.sandbox.work, 'n'))).to.equal(false);
    } finally {
      await made.close();
    }
  });
});
