import { createHash } from 'node:crypto';

const LONGEST = 64;
/** characters of the hash that keeps cut or equal names apart */
const MARK = 6;

/**
 * Names under which models know the tools of a server: `server_tool`, of letters, digits, `_` and `-`, at most 64 characters, none twice. They
 * depend on nothing but the names themselves, so that they are the same in every session.
 * @param taken names that are given already; the new ones are added
 */
export function toolNames(server: string, tools: readonly string[], taken: Set<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const tool of [...tools].sort()) {
    if (names.has(tool)) continue;
    const plain = `${clean(server)}_${clean(tool)}`;
    const name = plain.length <= LONGEST && !taken.has(plain) ? plain : marked(plain, `${server}\n${tool}`);
    taken.add(name);
    names.set(tool, name);
  }
  return names;
}

export function clean(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '_');
}

function marked(plain: string, full: string): string {
  const mark = createHash('sha256').update(full).digest('hex').slice(0, MARK);
  return `${plain.slice(0, LONGEST - MARK - 1)}_${mark}`;
}
