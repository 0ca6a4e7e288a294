import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { atomicWrite, KernelError } from '@ock/kernel';
import { Flags, OcCommand } from '@ock/kernel/command';
import { ensureDir } from '@ock/kernel/config';
import { findingLines } from '../../finding-lines.ts';
import { chosenEditor, editorCommand, openEditor } from '../../open-editor.ts';
import { targetFile } from '../../target-file.ts';
import { hasErrors, validateFiles } from '../../validate-files.ts';

export default class ConfigEdit extends OcCommand {
  static override summary = 'open opencode.toml in your editor, and check it afterwards';
  static override description = 'The editor is --editor, else $VISUAL, else $EDITOR. Exit code 52 when the file does not hold up.';
  static override examples = ['<%= config.bin %> config edit', '<%= config.bin %> config edit --project --editor "code --wait"'];
  static override flags = {
    editor: Flags.string({ char: 'e', summary: 'editor to use', helpValue: 'COMMAND' }),
    global: Flags.boolean({ summary: 'your own file (the default)', exclusive: ['project'] }),
    project: Flags.boolean({ summary: "the project's file" }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ConfigEdit);
    const kernel = await this.kernel();
    const { config: loaded } = kernel;
    if (!(process.stdin.isTTY && process.stdout.isTTY) && !chosenEditor(kernel.options.env, flags.editor))
      throw new KernelError('OC_USAGE', { message: this.t('command-config.editor_no_terminal') });
    const file = targetFile({ configDir: kernel.paths.config, cwd: kernel.cwd, loaded }, flags.project);
    if (!existsSync(file)) {
      ensureDir(dirname(file));
      await atomicWrite(file, `# ${this.t('command-config.new_file')}\n`, flags.project ? undefined : 0o600);
    }
    await openEditor(editorCommand(kernel.options.env, flags.editor), file, kernel.signal, this.t);
    const schema = loaded.schema();
    const validated = schema ? validateFiles([file], schema) : [];
    for (const line of findingLines(validated, this.t)) this.note(line);
    if (hasErrors(validated)) throw new KernelError('OC_CONFIG_READ', { file, message: this.t('command-config.invalid') });
    this.out(file);
  }
}
