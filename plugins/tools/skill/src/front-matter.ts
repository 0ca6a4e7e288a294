/** The head of a SKILL.md: what stands between the first two lines of `---`. */
export interface FrontMatter {
  fields: Record<string, unknown>;
  /** set where the head is no YAML as it stands and was read in a lenient way */
  repaired?: string;
}

const HEAD = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/;
/** `key: some text` with nothing that YAML reads as more than text, but for a colon */
const PLAIN_LINE = /^([A-Za-z][\w-]*):[ \t]+(?!["'[{|>&*!])(.*\S)[ \t]*$/;

/** The text between the markers, and the instructions behind it; undefined without a head. */
export function splitHead(text: string): { head: string; body: string } | undefined {
  const found = HEAD.exec(text);
  return found ? { head: found[1] ?? '', body: text.slice(found[0].length) } : undefined;
}

/**
 * Every scalar is a text, as it was written. A colon in an unquoted text, which YAML forbids and people write, is forgiven.
 * @throws Error with one line on what is wrong
 */
export async function parseHead(head: string): Promise<FrontMatter> {
  const { parse } = await import('yaml');
  const read = (text: string): Record<string, unknown> => {
    const value: unknown = parse(text, { schema: 'failsafe', maxAliasCount: 0, logLevel: 'error' });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no table of fields');
    return value as Record<string, unknown>;
  };
  try {
    return { fields: read(head) };
  } catch (error) {
    const message = firstLine(error);
    const quoted = head
      .split(/\r?\n/)
      .map((line) => line.replace(PLAIN_LINE, (_all, key: string, text: string) => `${key}: ${JSON.stringify(text)}`))
      .join('\n');
    try {
      return { fields: read(quoted), repaired: message };
    } catch {
      throw new Error(message, { cause: error });
    }
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.replace(/:$/, '') ?? '';
}
