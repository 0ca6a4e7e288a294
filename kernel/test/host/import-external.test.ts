import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KernelError } from '@ock/kernel';
import { OcCommand } from '@ock/kernel/command';
import { expect } from 'chai';
import { importExternal, importExternalCommands } from '../../src/host/import-external.ts';
import { COMMAND_EXPORTS, seedKernelPackage } from '../../src/host/kernel-package.ts';
import * as api from '../../src/index.ts';
import * as command from '../../src/oclif/command.ts';

describe('a module from outside', () => {
  let dir: string;
  const file = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-outside-')));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('gets this kernel for @ock/kernel, wherever it lies', async () => {
    const plugin = await importExternal(
      file(
        'a.mjs',
        `import { definePlugin, KernelError } from '@ock/kernel'; export default definePlugin({ activate() { throw new KernelError('OC_FILE', { file: 'f' }); } });`,
      ),
    );
    expect(() => plugin.activate({} as never))
      .to.throw(KernelError)
      .with.property('code', 'OC_FILE');
  });

  it('is refused when it exports no plugin', async () => {
    const error = await importExternal(file('b.mjs', 'export default 7;')).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(KernelError).with.property('code', 'OC_PLUGIN_MANIFEST');
  });

  it('may import what commands need', async () => {
    const source = `import { Args, Flags, OcCommand, table } from '@ock/kernel/command';
      export default class extends OcCommand { static args = { a: Args.string() }; static flags = { f: Flags.boolean() }; }
      export const rows = table([['a', 'b']]);`;
    const module = (await importExternalCommands(file('c.mjs', source))) as { default: typeof OcCommand; rows: string[] };
    expect(Object.getPrototypeOf(module.default).name).to.equal(OcCommand.name);
    expect(module.rows).to.deep.equal(['a  b']);
  });

  it('finds every export in the package of the data folder, by the same names', async () => {
    seedKernelPackage(dir);
    const outside = file(
      'd.mjs',
      "import * as kernel from '@ock/kernel'; import * as command from '@ock/kernel/command'; export { kernel, command };",
    );
    const seen = (await importExternalCommands(outside)) as { kernel: object; command: object };
    expect(Object.keys(seen.kernel).sort()).to.deep.equal(Object.keys(api).sort());
    expect(Object.keys(seen.command).sort()).to.deep.equal([...COMMAND_EXPORTS].sort());
    expect(
      Object.keys(command)
        .filter((name) => name !== 'default')
        .sort(),
    ).to.deep.equal([...COMMAND_EXPORTS].sort());
  });
});
