import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess, type Sandbox } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin, type TestPluginOptions } from '../support/plugin-context.ts';
import { basics, type ContractOptions, contractOptions, contributionOf, promised } from './basics.ts';

const PLATFORMS = ['linux', 'darwin', 'win32', 'freebsd', 'openbsd'];
const TIMEOUT_MS = 10_000;

/** What every backend of the sandbox promises, where its program is and where it is not. @param given the plugin's folder, or more */
export function sandboxContract(given: (ContractOptions & TestPluginOptions) | string | URL): void {
  const options = contractOptions(given);
  const { dir, id } = options;

  describe(`sandbox:${id} keeps the contract`, () => {
    basics(dir, 'sandbox', id, 'code');
    const backend = async () => (await activatePlugin(dir, options)).registered.get(`sandbox:${id}`) as Sandbox;

    it('says where it works', () => {
      const { platforms, order } = contributionOf(dir, 'sandbox', id);
      expect(platforms).to.be.an('array').that.is.not.empty;
      for (const platform of platforms) expect(PLATFORMS).to.include(platform);
      expect(order).to.be.a('number');
    });

    it('registers exactly what it contributes', async () => {
      const plugin = await activatePlugin(dir, options);
      expect([...plugin.registered.keys()].sort()).to.deep.equal(promised(plugin));
    });

    it('keeps arguments, output, exit code and folder of a program, or says in one line why it cannot run', async () => {
      const sandbox = await backend();
      const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'contract-')));
      try {
        const limits = { disk: 'read', mounts: [], network: 'off', cwd } as const;
        const command = { file: '/bin/sh', args: ['-c', 'echo "$0|$1|$PWD"; exit 7', 'a b', "c'd"] };
        const made = await sandbox.confine(command, limits).catch((error: unknown) => error as Error);
        if (made instanceof Error) expect(made.message).to.match(/^[^\n]+$/);
        else {
          const env = { PATH: process.env.PATH ?? '', ...made.env };
          const result = await runProcess(made.file, made.args, { cwd, env, timeoutMs: TIMEOUT_MS });
          expect(result).to.include({ text: `a b|c'd|${cwd}\n`, exitCode: 7 });
        }
      } finally {
        await sandbox.close();
        rmSync(cwd, { recursive: true, force: true });
      }
    });

    it('can be closed twice, and before anything ran', async () => {
      const sandbox = await backend();
      await sandbox.close();
      await sandbox.close();
    });
  });
}
