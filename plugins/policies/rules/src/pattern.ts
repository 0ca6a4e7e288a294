/** A text pattern in which `*` stands for any characters, line ends included. */
export interface TextPattern {
  /** what stands between the wildcards, escapes resolved; one element: no wildcard */
  readonly pieces: readonly string[];
  /** the pattern ended in ` *`: what stands before it is enough */
  readonly optionalTail: boolean;
}

/** `\*` is a star, `\\` a backslash; any other backslash is itself. */
export function parseTextPattern(source: string): TextPattern {
  const pieces = [''];
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string;
    const next = source[at + 1];
    if (char === '\\' && (next === '*' || next === '\\')) {
      pieces[pieces.length - 1] += next;
      at++;
    } else if (char === '*') pieces.push('');
    else pieces[pieces.length - 1] += char;
  }
  const last = pieces.length - 1;
  return { pieces, optionalTail: last > 0 && pieces[last] === '' && (pieces[last - 1] as string).endsWith(' ') };
}

/** Time grows with the text's length only, whatever the pattern. */
export function matchesText({ pieces, optionalTail }: TextPattern, text: string): boolean {
  if (optionalTail) {
    const shorter = [...pieces.slice(0, -2), (pieces.at(-2) as string).slice(0, -1)];
    if (matchesPieces(shorter, text)) return true;
  }
  return matchesPieces(pieces, text);
}

function matchesPieces(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** The text as a pattern that matches nothing else. */
export function literalText(text: string): string {
  return text.replace(/[\\*]/g, '\\$&');
}

/** Whether the pattern matches exactly one text. */
export function isLiteral(pattern: TextPattern): boolean {
  return pattern.pieces.length === 1;
}

/** The path as a glob that matches nothing else. */
export function literalPath(path: string): string {
  return path.replace(/[\\*?{}]/g, '\\$&');
}

/** One condition of `tool(argument=pattern, …)`. */
export interface ArgumentPattern {
  /** names from the outside in: `issue.labels` */
  readonly path: readonly string[];
  readonly value: TextPattern;
}

const ARGUMENT = /^[\w-]+(?:\.[\w-]+)*=/;
const NEXT_ARGUMENT = /,\s*(?=[\w-]+(?:\.[\w-]+)*=)/;

/** The conditions of a pattern over a call's arguments; undefined: it is none. */
export function parseArguments(source: string): ArgumentPattern[] | undefined {
  if (!ARGUMENT.test(source)) return undefined;
  return source.split(NEXT_ARGUMENT).map((part) => {
    const at = part.indexOf('=');
    return { path: part.slice(0, at).split('.'), value: parseTextPattern(part.slice(at + 1)) };
  });
}

/**
 * Whether a call's arguments match every condition. Of a list or an object its plain values count: each of them must match to allow, one of them is
 * enough to ask or deny. An argument that is not given matches nothing.
 */
export function matchesArguments(conditions: readonly ArgumentPattern[], input: unknown, every: boolean): boolean {
  return conditions.every(({ path, value }) => {
    const values = [...scalars(path.reduce<unknown>(inside, input))];
    const matches = (text: string) => matchesText(value, text);
    return values.length > 0 && (every ? values.every(matches) : values.some(matches));
  });
}

function inside(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function* scalars(value: unknown): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') yield String(value);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* scalars(one);
}
