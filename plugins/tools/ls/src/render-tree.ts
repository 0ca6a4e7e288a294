import type { Entry, Tree } from './walk-folder.ts';

/** The tree as indented lines, and what was left out. */
export function renderTree(root: string, tree: Tree): string {
  const lines = [`${root}/`];
  add(tree.entries, tree.left, '  ', lines);
  if (tree.entries.length === 0) lines.push('  (empty)');
  const notes: string[] = [];
  if (tree.more) notes.push(`only the first ${tree.shown} entries: list a folder, or use glob`);
  if (tree.ignored > 0) notes.push(`${tree.ignored} ignored ${tree.ignored === 1 ? 'entry' : 'entries'} left out`);
  if (notes.length > 0) lines.push(`(${notes.join('; ')})`);
  return lines.join('\n');
}

function add(entries: readonly Entry[], left: number, indent: string, lines: string[]): void {
  for (const entry of entries) {
    const name = entry.name.replace(/[\x00-\x1f\x7f]/g, '?');
    const mark = entry.kind === 'folder' ? '/' : entry.kind === 'link' ? ` -> ${entry.target}` : '';
    lines.push(`${indent}${name}${mark}${entry.closed ? ` (${entry.closed})` : ''}`);
    add(entry.children ?? [], entry.left ?? 0, `${indent}  `, lines);
  }
  if (left > 0) lines.push(`${indent}… ${left} more`);
}
