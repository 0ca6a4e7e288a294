import { expect } from 'chai';
import { main } from '../../src/boot/main.ts';
import type { Runtime } from '../../src/boot/runtime.ts';

const missing = (): never => {
  throw new Error('ENOENT');
};
const BROKEN: Runtime = {
  installRoot: '/nowhere/opencode',
  loadPlugin: missing,
  loadCommands: missing,
  messages: missing,
  configSchema: missing,
};

/** What is written to stdout while `work` runs. */
async function written(work: () => Promise<number>): Promise<{ code: number; out: string }> {
  const { stdout, stderr } = process;
  const [toOut, toErr] = [stdout.write, stderr.write];
  let out = '';
  stdout.write = (text: unknown) => {
    out += String(text);
    return true;
  };
  stderr.write = () => true;
  try {
    const code = await work();
    return { code, out };
  } finally {
    stdout.write = toOut;
    stderr.write = toErr;
  }
}

describe('a broken installation', () => {
  it('without its index and its texts still ends with a record and an exit code', async () => {
    const { code, out } = await written(() => main(['run', '--format', 'json', 'hi'], BROKEN));
    expect(code).to.equal(1);
    expect(JSON.parse(out)).to.include({ type: 'result', is_error: true, exit_code: 1 });
    expect(out).to.contain('reinstall');
  });

  it('leaves no listener behind', async () => {
    const before = process.listenerCount('uncaughtException') + process.listenerCount('SIGINT');
    await written(() => main(['run', 'hi'], BROKEN));
    expect(process.listenerCount('uncaughtException') + process.listenerCount('SIGINT')).to.equal(before);
  });
});
