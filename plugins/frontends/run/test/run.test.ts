import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KernelError } from '@ock/kernel';
import { expect } from 'chai';
import { frontendContract } from '../../../../test/contracts/frontend.ts';
import { AnswerSchema } from '../src/answer-schema.ts';
import { readFiles } from '../src/read-files.ts';
import { parseScript, readScript } from '../src/script.ts';

const free = async () => undefined;

frontendContract(new URL('..', import.meta.url));

describe('a script of prompts', () => {
  it('is split at lines of dashes, comments left out', () => {
    expect(parseScript('# note\nfirst\nline two\n---\n\n-----\n\\# literal\n---  \nlast')).to.deep.equal([
      'first\nline two',
      '# literal',
      'last',
    ]);
  });

  it('may come from Windows, with a byte order mark', () => {
    expect(parseScript('\uFEFFa\r\n---\r\nb\r\n')).to.deep.equal(['a', 'b']);
  });

  it('that is missing or empty is an error that names it', () => {
    expect(() => readScript('/nowhere/s.txt')).to.throw('/nowhere/s.txt');
    expect(parseScript('# only comments\n---\n')).to.deep.equal([]);
  });
});

describe('files given to the model', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'run-files-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('are never waited for: a named pipe is refused', function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    return readFiles(['pipe'], dir, free).then(
      () => expect.fail('it was read'),
      (error: KernelError) => expect(error.details).to.include({ file: 'pipe', because: 'frontend-run.file_special' }),
    );
  });

  it('are text under their path, or attachments', async () => {
    writeFileSync(join(dir, 'a.txt'), 'hello');
    writeFileSync(join(dir, 'b.png'), Buffer.from([0x89, 0x50]));
    const { files, text } = await readFiles(['a.txt', 'b.png'], dir, free);
    expect(text).to.equal('<file path="a.txt">\nhello\n</file>');
    expect(files).to.deep.equal([{ mime: 'image/png', data: 'iVA=', name: 'b.png' }]);
  });

  it('that cannot be given are errors that name them', async () => {
    writeFileSync(join(dir, 'c.bin'), Buffer.from([1, 0, 2]));
    for (const name of ['missing.txt', 'c.bin', '.']) {
      const error = await readFiles([name], dir, free).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error?.message, name).to.contain(name);
    }
  });
});

describe('an answer schema', () => {
  it('must be a JSON object in a file', () => {
    const dir = mkdtempSync(join(tmpdir(), 'run-schema-'));
    for (const text of ['{', '[]', '3']) {
      writeFileSync(join(dir, 's.json'), text);
      expect(() => AnswerSchema.read(join(dir, 's.json'))).to.throw('OC_SCHEMA_INVALID');
    }
    expect(() => AnswerSchema.read(join(dir, 'none.json'))).to.throw('OC_SCHEMA_INVALID');
    rmSync(dir, { recursive: true });
  });
});
