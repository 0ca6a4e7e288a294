import { sanitizeLine } from '@ock/kernel';
import { Args, OcCommand, trustLines } from '@ock/kernel/command';
import { listTrusted, scanTrusted, type TrustState, type TrustThing, trustThings } from '@ock/kernel/config';
import { projectFolder } from '../../project-folder.ts';

interface Answer extends TrustState {
  path: string;
  complete: boolean;
  things: readonly TrustThing[];
}

export default class TrustShow extends OcCommand {
  static override summary = 'show what a folder would run or widen, trusted or not';
  static override examples = ['<%= config.bin %> trust show', '<%= config.bin %> trust show vendor/lib --json'];
  static override enableJsonFlag = true;
  static override args = { dir: Args.string({ ignoreStdin: true, description: 'folder; the project stood in when left out' }) };

  async run(): Promise<Answer> {
    const { args } = await this.parse(TrustShow);
    const kernel = await this.kernel();
    const dir = projectFolder(kernel, args.dir, this.t);
    const scan = scanTrusted(dir);
    const things = trustThings(
      dir,
      scan,
      listTrusted(kernel.paths).find(({ path }) => path === dir),
    );
    const state = kernel.config.trustOf(dir);
    const head = things.length === 0 ? 'nothing' : state.trusted ? 'counts' : 'would';
    this.out(this.t(`command-trust.${head}`, { dir: sanitizeLine(dir) }));
    for (const line of trustLines(things, dir, this.t)) this.out(line);
    if (!scan.complete) this.note(this.t('command-trust.partly', { dir: sanitizeLine(dir) }));
    return { path: dir, ...state, complete: scan.complete, things };
  }
}
