import type { LspAnswer } from '@ock/kernel';
import { FILE, LspCommand } from '../../lsp-command.ts';

export default class LspDiagnostics extends LspCommand {
  static override summary = 'what is wrong with a file';
  static override examples = ['<%= config.bin %> lsp diagnostics src/main.ts'];
  static override description = 'Exit code 1 when there are errors.';
  static override args = FILE;

  async run(): Promise<LspAnswer> {
    const { args } = await this.parse(LspDiagnostics);
    const answer = await this.answer('diagnostics', args.file, { needed: 'file' });
    if (answer.items.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    return answer;
  }
}
