import type { Session } from '@ock/schemas';

/** A session and what came of it. */
export interface TreeNode {
  session: Session;
  /** how it came of the one above; absent: at the top */
  kind?: 'fork' | 'child';
  nodes: TreeNode[];
}

/** Trees of forks and sub-agents, each in the order they were made. One whose origin is gone is at the top. */
export function sessionTrees(sessions: readonly Session[]): TreeNode[] {
  const nodes = new Map(sessions.map((session): [string, TreeNode] => [session.id, { session, nodes: [] }]));
  const tops: TreeNode[] = [];
  for (const node of [...nodes.values()].sort((a, b) => (a.session.id < b.session.id ? -1 : 1))) {
    const { id, parent_id, forked_from } = node.session;
    const origin = nodes.get(parent_id ?? forked_from ?? '');
    if (origin && !leadsTo(origin.session, id, nodes)) {
      node.kind = parent_id === undefined ? 'fork' : 'child';
      origin.nodes.push(node);
    } else tops.push(node);
  }
  return tops;
}

/** The tree that has the session. */
export function treeOf(id: string, trees: readonly TreeNode[]): TreeNode | undefined {
  return trees.find((tree) => flat(tree).some(({ session }) => session.id === id));
}

export function flat(tree: TreeNode): TreeNode[] {
  return [tree, ...tree.nodes.flatMap(flat)];
}

/** Each node with the lines that lead to it. */
export function treeLines(tree: TreeNode, label: (node: TreeNode) => string): string[] {
  const below = tree.nodes.flatMap((node, at) => {
    const isLast = at === tree.nodes.length - 1;
    const [first = '', ...rest] = treeLines(node, label);
    return [`${isLast ? '└─ ' : '├─ '}${first}`, ...rest.map((line) => `${isLast ? '   ' : '│  '}${line}`)];
  });
  return [label(tree), ...below];
}

/** Imported records may name each other in a circle. */
function leadsTo(session: Session, id: string, nodes: ReadonlyMap<string, TreeNode>): boolean {
  const seen = new Set<string>();
  for (let at: Session | undefined = session; at && !seen.has(at.id); at = nodes.get(at.parent_id ?? at.forked_from ?? '')?.session) {
    if (at.id === id) return true;
    seen.add(at.id);
  }
  return false;
}
