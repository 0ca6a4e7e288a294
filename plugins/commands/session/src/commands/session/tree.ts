import { sanitizeLine } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import { flat, sessionTrees, type TreeNode, treeLines, treeOf } from '../../session-tree.ts';

interface Row {
  id: string;
  title: string;
  kind?: 'fork' | 'child';
  forked_at?: string;
  nodes: Row[];
}

const DEFAULT_LIMIT = 20;

export default class SessionTree extends OcCommand {
  static override summary = 'which sessions came of which: forks and sub-agents';
  static override examples = ['<%= config.bin %> session tree latest'];
  static override description =
    'With an id, the tree that this session belongs to; without, the trees of this folder, the last changed first.';
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
  static override flags = {
    all: Flags.boolean({ char: 'a', summary: 'sessions of every folder' }),
    limit: Flags.integer({ char: 'n', min: 1, default: DEFAULT_LIMIT, summary: 'trees to show' }),
  };

  async run(): Promise<Row[]> {
    const { args, flags } = await this.parse(SessionTree);
    const kernel = await this.kernel();
    const sessions = await kernel.use('service', 'sessions');
    const wanted = args.id === undefined ? undefined : await sessions.resolve(args.id, kernel.cwd);
    const everywhere = flags.all || wanted !== undefined;
    const known = await sessions.list({ children: true, archived: 'too', ...(!everywhere && { directory: kernel.cwd }) });
    const trees = sessionTrees(known);
    const changed = (tree: TreeNode) => Math.max(...flat(tree).map(({ session }) => session.updated_at));
    const one = wanted && treeOf(wanted.id, trees);
    const shown = wanted ? (one ? [one] : []) : trees.sort((a, b) => changed(b) - changed(a)).slice(0, flags.limit);
    if (shown.length === 0) this.note(this.t('command-session.none_here'));
    for (const tree of shown) for (const line of treeLines(tree, (node) => this.#label(node, wanted?.id))) this.out(line);
    if (!wanted && shown.length < trees.length) this.note(this.t('command-session.more', { shown: shown.length, total: trees.length }));
    return shown.map(rowOf);
  }

  #label({ session, kind }: TreeNode, wanted: string | undefined): string {
    const title = sanitizeLine(session.title) || this.t('command-session.untitled');
    const mark = session.id === wanted ? '* ' : '';
    return `${mark}${session.id.slice(-8)}  ${kind ? `${this.t(`command-session.tree_${kind}`)} ` : ''}${title}`;
  }
}

function rowOf({ session, kind, nodes }: TreeNode): Row {
  const { id, title, forked_at } = session;
  return { id, title, ...(kind && { kind }), ...(forked_at !== undefined && { forked_at }), nodes: nodes.map(rowOf) };
}
