import { KernelError } from '@ock/kernel';
import { Args, Flags, OcCommand, table } from '@ock/kernel/command';
import { type Chapter, Library } from '../library.ts';
import { page } from '../page.ts';
import { render } from '../render.ts';

/** columns of text that read well */
const MAX_WIDTH = 100;

type Answer = { topics: { topic: string; title: string }[] } | (Chapter & { others: string[] });

export default class Docs extends OcCommand {
  static override summary = 'the documentation, in the terminal';
  static override description =
    'A topic is the name of a page, words of a heading, or the code of an error. Without one the pages are listed. On a terminal $PAGER shows it, where that is set.';
  static override examples = [
    '<%= config.bin %> docs',
    '<%= config.bin %> docs permissions',
    '<%= config.bin %> docs OC_AUTH_MISSING',
    '<%= config.bin %> docs sub-agents --json',
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { topic: Args.string({ ignoreStdin: true, description: 'page, words of a heading, or code of an error' }) };
  static override flags = { list: Flags.boolean({ summary: 'list the pages' }) };

  async run(): Promise<Answer> {
    const { argv, flags } = await this.parse(Docs);
    const words = (argv as string[]).join(' ').trim();
    const { options } = await this.kernel();
    const library = new Library(options.installRoot);
    if (words === '' || flags.list) return this.#list(library);
    const { found, others } = library.find(words);
    if (!found) {
      const near = library.near(words);
      throw new KernelError('OC_INPUT', { because: `command-docs.${near ? 'unknown_near' : 'unknown'}`, topic: words, near });
    }
    if (!this.jsonEnabled()) await this.#show(found);
    const elsewhere = [...new Set(others.map(({ topic, title }) => `${topic}: ${title}`))];
    if (elsewhere.length > 0) this.note(this.t('command-docs.others', { others: elsewhere.slice(0, 8).join(', ') }));
    return { ...found, others: elsewhere };
  }

  #list(library: Library): Answer {
    const topics = library.topics().map(({ topic, title }) => ({ topic, title }));
    for (const line of table(topics.map(({ topic, title }) => [topic, title]))) this.out(line);
    this.out(`\n${this.t('command-docs.how')}`);
    return { topics };
  }

  /** A pipe gets the Markdown as it is. */
  async #show({ text }: Chapter): Promise<void> {
    const { stdout, env } = process;
    if (!stdout.isTTY) {
      stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      return;
    }
    const styled = !env.NO_COLOR && env.TERM !== 'dumb';
    const rendered = await render(text, { width: Math.min(stdout.columns || 80, MAX_WIDTH), styled });
    const pager = env.PAGER?.trim();
    if (pager && env.TERM !== 'dumb' && (await page(pager, rendered))) return;
    stdout.write(rendered);
  }
}
