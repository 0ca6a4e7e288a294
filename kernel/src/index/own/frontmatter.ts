import { loadYaml } from './lazy-yaml.cjs';

export interface Frontmatter {
  /** empty where the file begins without one */
  head: Record<string, unknown>;
  body: string;
}

const HEAD = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n?---[ \t]*(?:\r?\n|$)/;

/**
 * Splits a Markdown file with a head in YAML between lines of `---`.
 * @throws Error with one line on what is wrong with the head
 */
export function readFrontmatter(text: string): Frontmatter {
  const match = HEAD.exec(text);
  if (!match) return { head: {}, body: text.trim() };
  const body = text.slice(match[0].length).trim();
  const head = parseHead(match[1] ?? '');
  if (head === null) return { head: {}, body };
  if (typeof head !== 'object' || Array.isArray(head)) throw new Error('the head is no table');
  return { head: head as Record<string, unknown>, body };
}

function parseHead(yaml: string): unknown {
  // no aliases: a few lines could otherwise stand for gigabytes
  const options = { schema: 'core', maxAliasCount: 0, logLevel: 'error' } as const;
  try {
    return loadYaml().parse(yaml, options);
  } catch (error) {
    const lines = looseLines(yaml);
    if (lines) return lines;
    throw new Error((error as Error).message.split('\n')[0]);
  }
}

/** `description: Use this: when …`, which is no YAML and which other programs read all the same. Undefined where lines are more than that. */
function looseLines(yaml: string): Record<string, string> | undefined {
  const entries = yaml
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => /^([\w-]+):[ \t]+(\S.*)$/.exec(line));
  if (entries.includes(null)) return undefined;
  return Object.fromEntries(entries.map((entry) => [entry?.[1] ?? '', (entry?.[2] ?? '').trim()]));
}
