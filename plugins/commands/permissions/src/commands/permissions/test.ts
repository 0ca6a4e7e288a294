import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { KernelError, type PermissionDecision, revealLine } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { isTable, parseToml } from '@ock/kernel/config';
import { policies } from '../../policies.ts';

interface ExampleRow {
  call: string;
  expect: string;
  got: PermissionDecision['effect'];
  reason: string;
  ok: boolean;
}

export default class PermissionsTest extends OcCommand {
  static override summary = 'check the examples that a rule file carries';
  static override examples = ['<%= config.bin %> permissions test rules.toml'];
  static override description =
    'Each [[permissions.examples]] of the file names a call and what is expected; only the rules of that file count. Exit code 1 when one comes out otherwise.';
  static override enableJsonFlag = true;
  static override args = { file: Args.string({ ignoreStdin: true, required: true, description: 'TOML file with a table permissions' }) };

  async run(): Promise<{ file: string; ok: boolean; examples: ExampleRow[] }> {
    const { args } = await this.parse(PermissionsTest);
    const kernel = await this.kernel();
    const file = resolve(kernel.cwd, args.file);
    const { permissions } = parseToml(this.#read(file), file);
    if (!isTable(permissions)) throw new KernelError('OC_INPUT', { because: 'command-permissions.no_table', file });
    const examples: ExampleRow[] = [];
    for (const policy of await policies(kernel))
      for (const { example, decision, ok } of (await policy.examples?.(permissions)) ?? [])
        examples.push({ call: example.call, expect: example.expect, got: decision.effect, reason: decision.reason, ok });
    for (const { call, expect, got, reason } of examples.filter(({ ok }) => !ok))
      this.out(this.t('command-permissions.failed', { call: revealLine(call), expect, got, reason: revealLine(reason) }));
    const ok = examples.every((one) => one.ok);
    const good = examples.filter((one) => one.ok).length;
    this.out(
      this.t(examples.length === 0 ? 'command-permissions.no_examples' : 'command-permissions.tested', { good, all: examples.length }),
    );
    if (!ok) process.exitCode = 1;
    return { file, ok, examples };
  }

  #read(file: string): string {
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
    }
  }
}
