import { type MemoryScope, sanitizeLine } from '@ock/kernel';
import { Args } from '@ock/kernel/command';
import { MemoryCommand, scopeFlag } from '../../memory-command.ts';

export default class MemoryRemove extends MemoryCommand {
  static override summary = 'forget what is remembered under keys';
  static override examples = ['<%= config.bin %> memory remove KEY'];
  static override description = 'All keys are looked up before the first is removed.';
  static override strict = false;
  static override args = { key: Args.string({ ignoreStdin: true, required: true, description: 'as list shows it; several may be given' }) };
  static override flags = { ...scopeFlag };

  async run(): Promise<{ removed: { key: string; scope: MemoryScope }[] }> {
    const { argv, flags } = await this.parse(MemoryRemove);
    const memories = await this.memories();
    const keys = [...new Set(argv as string[])];
    for (const key of keys) if (!(await this.said(memories.get(key, flags.scope)))) this.unknown(key);
    const removed: { key: string; scope: MemoryScope }[] = [];
    for (const key of keys) {
      const scope = await memories.remove(key, flags.scope);
      if (!scope) continue;
      removed.push({ key, scope });
      this.out(this.t('command-memory.removed', { key: sanitizeLine(key), scope }));
    }
    return { removed };
  }
}
