import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { atomicWrite, type Kernel, sanitize, selectModel, unifiedDiff } from '@ock/kernel';
import { Flags, OcCommand } from '@ock/kernel/command';
import { projectFolders } from '@ock/kernel/config';
import { rulesText } from '../rules-text.ts';

const NAME = 'AGENTS.md';
/** what a model is asked to make of the facts; for the model, so in English */
const PROMPT = `Improve ${NAME}, which was just written from this project's manifests. It is what coding agents are told in every session here, so every line must earn its place: at most 60 lines.
Look at the README, the main source folders, the tests and CI, then edit the file: what the project is in two sentences, how to build, test and lint (also a single test), what its parts are for, and the conventions that one would get wrong without being told. State only what you saw; correct what is wrong; delete what is obvious. Change no other file.`;

interface Answer {
  file: string;
  written: boolean;
  text: string;
  /** against what stood there */
  diff?: string;
}

export default class Init extends OcCommand {
  static override summary = 'write AGENTS.md, what agents are told of this project';
  static override description =
    'From what the project shows: packages, scripts, tests, folders, CI. Where a model is connected it reads further and improves the file; it may change nothing else. A file that stands there is only written over with --force.';
  static override examples = ['<%= config.bin %> init', '<%= config.bin %> init --dry-run', '<%= config.bin %> init --force --offline'];
  static override enableJsonFlag = true;
  static override flags = {
    force: Flags.boolean({ summary: 'write over a file that is there' }),
    'dry-run': Flags.boolean({ summary: 'show what would be written' }),
    offline: Flags.boolean({ summary: 'ask no model' }),
  };

  async run(): Promise<Answer | number> {
    const { flags } = await this.parse(Init);
    const kernel = await this.kernel();
    const root = projectFolders(kernel.cwd)[0] ?? kernel.cwd;
    const file = join(root, NAME);
    const index = await (await kernel.use('service', 'project-index')).read(root, { signal: kernel.signal });
    const text = rulesText(index);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (flags['dry-run'] || (before !== undefined && !flags.force)) return this.#shown(file, text, before, flags['dry-run']);
    await atomicWrite(file, text, 0o644);
    this.out(this.t('command-init.written', { file }));
    if (flags.offline || this.jsonEnabled() || !isConnected(kernel)) return { file, written: true, text };
    return this.#refined(kernel, relative(kernel.cwd, file) || NAME);
  }

  /** What would be written, or how it differs from what is there. */
  async #shown(file: string, text: string, before: string | undefined, isDry: boolean): Promise<Answer> {
    if (before === undefined) {
      this.out(text.trimEnd());
      return { file, written: false, text };
    }
    const { diff } = await unifiedDiff(NAME, before, text);
    this.out(sanitize(diff));
    if (!isDry) this.note(this.t('command-init.exists', { file }));
    return { file, written: false, text, diff };
  }

  /** A run as any other, that may change this one file. */
  async #refined(kernel: Kernel, path: string): Promise<number> {
    this.note(this.t('command-init.refining'));
    const tools = ['edit', 'multiedit', 'apply_patch', 'write'];
    return (await kernel.use('frontend', 'run')).start({
      format: 'text',
      prompt: PROMPT,
      allow: tools.map((tool) => `${tool}(${path})`),
      deny: ['bash'],
      files: [],
      title: this.t('command-init.title'),
    } as never);
  }
}

/** Would a model be asked that can read the project? */
function isConnected(kernel: Kernel): boolean {
  const model = selectModel(kernel);
  const provider = kernel.list('provider').find(({ id }) => model.startsWith(`${id}/`));
  if (provider?.embedded) return false;
  if (!provider || provider.auth.type === 'none' || provider.auth.optional) return true;
  return kernel.keys.source(provider.id, provider.auth.env ?? []) !== undefined;
}
