import { sanitizeLine } from '@ock/kernel';
import { table } from '@ock/kernel/command';
import { MemoryCommand, type MemoryRow, scopeFlag } from '../../memory-command.ts';

export default class MemoryList extends MemoryCommand {
  static override summary = 'what agents remember for this project and globally';
  static override examples = ['<%= config.bin %> memory list'];
  static override flags = { ...scopeFlag };

  async run(): Promise<MemoryRow[]> {
    const { flags } = await this.parse(MemoryList);
    const entries = await (await this.memories()).list(flags.scope);
    if (entries.length === 0) this.note(this.t(flags.scope ? 'command-memory.none_scope' : 'command-memory.none'));
    const cells = entries.map(({ key, scope, updatedAt }) => [sanitizeLine(key), scope, new Date(updatedAt).toISOString().slice(0, 10)]);
    for (const line of table(cells)) this.out(line);
    return entries.map(({ key, scope, createdAt, updatedAt }) => ({ key, scope, created_at: createdAt, updated_at: updatedAt }));
  }
}
