import { errorText, KernelError, restoreFromTrash, sanitizeLine, ToolError, type Trashed } from '@ock/kernel';
import { Args } from '@ock/kernel/command';
import { TrashCommand } from '../../trash-command.ts';

export default class TrashRestore extends TrashCommand {
  static override summary = 'put back what an agent removed; nothing is overwritten';
  static override examples = ['<%= config.bin %> trash restore src/old.ts'];
  static override strict = false;
  static override args = {
    id: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'as list shows it, the end of one, or a path; several may be given',
    }),
  };

  async run(): Promise<{ restored: string[] }> {
    const { argv } = await this.parse(TrashRestore);
    const trashed = await this.trashed();
    const wanted = new Set((argv as string[]).map((ref) => this.#find(trashed, ref)));
    const restored: string[] = [];
    for (const { folder } of wanted) {
      restored.push(await this.#restore(folder));
      this.out(this.t('command-undo.restored', { path: sanitizeLine(restored.at(-1) ?? '') }));
    }
    return { restored };
  }

  /** @throws OC_INPUT for what is not there, or fits several */
  #find(trashed: readonly Trashed[], ref: string): Trashed {
    const byPath = trashed.find(({ path }) => path === ref);
    const byId = trashed.filter(({ id }) => id.endsWith(ref.toUpperCase()));
    const found = byPath ?? (byId.length === 1 ? byId[0] : undefined);
    if (found) return found;
    throw new KernelError('OC_INPUT', {
      message: this.t(byId.length > 1 ? 'command-undo.several' : 'command-undo.not_in_trash', { id: ref }),
    });
  }

  async #restore(folder: string): Promise<string> {
    try {
      return await restoreFromTrash(folder);
    } catch (cause) {
      throw cause instanceof ToolError ? new KernelError('OC_INPUT', { message: errorText(cause, this.t) }, { cause }) : cause;
    }
  }
}
