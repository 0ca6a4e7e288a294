import { KernelError, sanitizeLine } from '@ock/kernel';
import { Args, confirmTrust, Flags, OcCommand, trustLines } from '@ock/kernel/command';
import { IN_TOOL, listTrusted, scanTrusted, type TrustThing, trust, trustThings } from '@ock/kernel/config';
import { projectFolder } from '../../project-folder.ts';

interface Answer {
  path: string;
  trusted: boolean;
  things: readonly TrustThing[];
}

export default class TrustAdd extends OcCommand {
  static override summary = 'trust a folder as it is now, having seen what it would run';
  static override description =
    'Without a folder: the project stood in. What stands in it may then run programs (tools, hooks, MCP and language servers, formatters), allow calls and name addresses that get keys. Submodules and repositories inside it are folders of their own. What changes later is not trusted until this is said again.';
  static override examples = ['<%= config.bin %> trust add', '<%= config.bin %> trust add ~/work/site --yes'];
  static override enableJsonFlag = true;
  static override args = { dir: Args.string({ ignoreStdin: true, description: 'folder; the project stood in when left out' }) };
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'do not ask' }) };

  async run(): Promise<Answer> {
    const { args, flags } = await this.parse(TrustAdd);
    const kernel = await this.kernel();
    const dir = projectFolder(kernel, args.dir, this.t);
    const shown = sanitizeLine(dir);
    if (kernel.options.env[IN_TOOL] !== undefined) throw new KernelError('OC_INPUT', { because: 'command-trust.in_tool' });
    const scan = scanTrusted(dir);
    const entry = listTrusted(kernel.paths).find(({ path }) => path === dir);
    const things = trustThings(dir, scan, entry);
    if (things.length === 0) this.note(this.t('command-trust.nothing', { dir: shown }));
    else this.note([this.t('command-trust.would', { dir: shown }), ...trustLines(things, dir, this.t)].join('\n'));
    if (!scan.complete) this.note(this.t('command-trust.partly', { dir: shown }));
    if (!flags.yes && things.some(({ state }) => state !== 'trusted') && !(await this.#confirmed(shown))) {
      this.out(this.t('command-trust.not_added'));
      return { path: dir, trusted: false, things };
    }
    await trust(kernel.paths, dir, scan.files);
    this.out(this.t('command-trust.added', { dir: shown }));
    return { path: dir, trusted: true, things };
  }

  /** @throws OC_INPUT without a terminal */
  #confirmed(dir: string): Promise<boolean> {
    if (!process.stdin.isTTY || !process.stderr.isTTY) throw new KernelError('OC_INPUT', { because: 'command-trust.needs_yes' });
    return confirmTrust(this.t('command-trust.question', { dir }), this.t);
  }
}
