/** choices of one pattern, written out; more cannot be meant, and would take for ever */
const MAX_CHOICES = 200;
const MAX_CHARS = 2_000;

type Token = 'one' | 'star' | 'all' | 'folders' | 'below' | { char: string };

/**
 * Whether a path glob matches: `*` and `?` stay within a folder, `**` does not, a final `/**` is the folder too, `{a,b}` is a choice, `\` escapes,
 * `[` is itself. Time grows with pattern × path, whatever the pattern: it may come from a repository nobody trusts.
 * @param below true: what lies below a match matches as well
 * @throws Error for a pattern beyond all measure
 */
export function matchesGlob(glob: string, path: string, below: boolean): boolean {
  if (glob.length > MAX_CHARS) throw new Error('a path pattern is too long');
  const text = [...path];
  return choices(glob).some((one) => matches([...tokens(one), ...(below ? ['below' as const] : [])], text));
}

/** The pattern without braces, once for each choice. */
function choices(glob: string): string[] {
  const done: string[] = [];
  const open = [glob];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = firstChoice(next);
    if (!found) done.push(next);
    else open.push(...found);
    if (done.length + open.length > MAX_CHOICES) throw new Error('a path pattern has too many choices');
  }
  return done;
}

function firstChoice(glob: string): string[] | undefined {
  let start = -1;
  let depth = 0;
  const cuts: number[] = [];
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at];
    if (char === '\\') at++;
    else if (char === '{' && (depth > 0 || glob.includes('}', at))) {
      if (depth++ === 0) start = at;
    } else if (char === ',' && depth === 1) cuts.push(at);
    else if (char === '}' && depth > 0 && --depth === 0) return spread(glob, start, cuts, at);
  }
  return start === -1 ? undefined : spread(glob, start, cuts, glob.length);
}

function spread(glob: string, start: number, cuts: readonly number[], end: number): string[] {
  const edges = [start, ...cuts, end];
  return edges.slice(1).map((edge, index) => glob.slice(0, start) + glob.slice((edges[index] as number) + 1, edge) + glob.slice(end + 1));
}

function tokens(glob: string): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < glob.length; ) {
    const start = at === 0 || glob[at - 1] === '/';
    let [token, length]: [Token, number] = [{ char: String.fromCodePoint(glob.codePointAt(at) ?? 0) }, 1];
    if (glob.startsWith('\\', at) && at + 1 < glob.length)
      [token, length] = [{ char: String.fromCodePoint(glob.codePointAt(at + 1) ?? 0) }, 2];
    else if (glob.slice(at) === '/**') [token, length] = ['below', 3];
    else if (start && glob.startsWith('**/', at)) [token, length] = ['folders', 3];
    else if (glob.startsWith('**', at)) [token, length] = ['all', 2];
    else if (glob[at] === '*') token = 'star';
    else if (glob[at] === '?') token = 'one';
    if (typeof token === 'object') length += token.char.length - 1;
    found.push(token);
    at += length;
  }
  return found;
}

/** Follows all ways through the text at once: at[i] says that what was read so far can end before character i. */
function matches(pattern: readonly Token[], text: readonly string[]): boolean {
  let at = [true, ...text.map(() => false)];
  for (const token of pattern) {
    const next = at.map(() => false);
    let passed = false;
    for (let i = 0; i <= text.length; i++) {
      const before = i > 0 ? text[i - 1] : undefined;
      if (token === 'star') next[i] = at[i] === true || (next[i - 1] === true && before !== '/');
      else if (token === 'all') next[i] = at[i] === true || next[i - 1] === true;
      else if (token === 'folders') next[i] = at[i] === true || (passed && before === '/');
      else if (token === 'below') next[i] = i === text.length && (at[i] === true || passed);
      else if (i > 0) next[i] = at[i - 1] === true && (token === 'one' ? before !== '/' : before === token.char);
      passed ||= at[i] === true && (token !== 'below' || text[i] === '/');
    }
    at = next;
  }
  return at[text.length] === true;
}
