import { sanitize } from '@ock/kernel';
import { Args } from '@ock/kernel/command';
import { MemoryCommand, type MemoryRow, scopeFlag } from '../../memory-command.ts';

export default class MemoryShow extends MemoryCommand {
  static override summary = 'what is remembered under a key';
  static override examples = ['<%= config.bin %> memory show KEY'];
  static override args = { key: Args.string({ ignoreStdin: true, required: true, description: 'as list shows it' }) };
  static override flags = { ...scopeFlag };

  async run(): Promise<MemoryRow & { value: string }> {
    const { args, flags } = await this.parse(MemoryShow);
    const memories = await this.memories();
    const found = (await this.said(memories.get(args.key, flags.scope))) ?? this.unknown(args.key);
    const { key, scope, value, createdAt, updatedAt } = found;
    this.out((process.stdout.isTTY ? sanitize(value) : value).replace(/\n$/, ''));
    return { key, scope, value, created_at: createdAt, updated_at: updatedAt };
  }
}
