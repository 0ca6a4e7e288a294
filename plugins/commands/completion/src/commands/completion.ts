import { basename } from 'node:path';
import { KernelError } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { bash } from '../bash.ts';
import { fish } from '../fish.ts';
import { outline } from '../outline.ts';
import { powershell } from '../powershell.ts';
import { zsh } from '../zsh.ts';

const SHELLS = { bash, zsh, fish, powershell };

export default class Completion extends OcCommand {
  static override summary = 'print a completion script for a shell';
  static override description = 'The script is made from the installed commands: print it anew after installing plugins.';
  static override examples = ['eval "$(<%= config.bin %> completion bash)"', '<%= config.bin %> completion fish | source'];
  static override args = {
    shell: Args.string({ ignoreStdin: true, options: Object.keys(SHELLS), description: 'shell; that of $SHELL when left out' }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    const shell = args.shell ?? basename(process.env.SHELL ?? '');
    const script = SHELLS[shell as keyof typeof SHELLS];
    if (!script)
      throw new KernelError('OC_USAGE', { message: this.t('command-completion.which', { shells: Object.keys(SHELLS).join(', ') }) });
    process.stdout.write(script(this.config.bin, outline(this.config.commands, this.config.topics, this.t('command-completion.help'))));
  }
}
