import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { labs, lines } from '../support/run.ts';
import { ROOT } from '../support/tree.ts';

const setUp = labs();
const LSP = join(ROOT, 'plugins/services/lsp/test/fake-server.mjs');
const TIDY = `#!${process.execPath}
let text = '';
process.stdin.on('data', (piece) => (text += piece)).on('end', () => process.stdout.write('# tidy\\n' + text.replace('# tidy\\n', '').replace(/ +/g, ' ')));
`;

describe('a run with a formatter and a language server', () => {
  it('formats each edit, tells the errors of what stands there in the end, and lets the next edit pass', async () => {
    const { sandbox } = await setUp({
      script: [
        { toolCalls: [{ name: 'write', input: { filePath: 'a.fake', content: 'one    two\nthree\n' } }] },
        { toolCalls: [{ name: 'edit', input: { filePath: 'a.fake', oldString: 'three', newString: 'ERROR    three' } }] },
        { toolCalls: [{ name: 'edit', input: { filePath: 'a.fake', oldString: 'one two', newString: 'one' } }] },
        { text: 'done' },
      ],
    });
    const tidy = join(sandbox.dir, 'tidy');
    writeFileSync(tidy, TIDY);
    chmodSync(tidy, 0o755);
    const server = JSON.stringify([process.execPath, LSP, 'normal', join(sandbox.dir, 'received')]);
    const parts = `[lsp.fake]\ncommand = ${server}\nextensions = [".fake"]\n[formatter.tidy]\ncommand = [${JSON.stringify(tidy)}]\nextensions = [".fake"]\n`;
    writeFileSync(sandbox.configFile, `${readFileSync(sandbox.configFile, 'utf8')}\n${parts}`);
    const { stdout } = await sandbox.run(['run', '--format', 'stream-json', '--permission-mode', 'accept-edits', 'x']);
    const results = lines(stdout).filter(({ type }) => type === 'tool_result');
    expect(results.map(({ is_error }) => is_error)).to.deep.equal([false, false, false]);
    const [first, second] = results.map(({ output }) => String(output));
    expect(first).to.include('tidy then formatted a.fake:').and.to.include('+# tidy');
    expect(second, 'the line after formatting').to.match(
      /tidy then formatted[\s\S]*New errors after this change[\s\S]*a\.fake:3:1 {2}E1: ERROR three/,
    );
    expect(readFileSync(join(sandbox.work, 'a.fake'), 'utf8')).to.equal('# tidy\none\nERROR three\n');
  });
});
