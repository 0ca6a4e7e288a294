/** A field by which people are told something, or an assignment to a variable of that name, and the literal it gets. */
const NAMED =
  /\b(title|why|label|question|header|hint|message|description|text|reason|summary)(?:\??: string)?\s*[:=]\s*(?:[^,;\n{}]*?\?\s*)?(LITERAL)/;
/** A call that shows its argument: a line of the transcript, a colour, a question. */
const CALLED = /(?:\bline|\bstyle\.\w+|\bconfirm|\bchoose|\bnote|\btell|\bspan)\(\s*(?:'[a-z]+',\s*)?(LITERAL)/;
const LITERAL = /'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/;

const withLiteral = ({ source }: RegExp): RegExp => new RegExp(source.replace('LITERAL', LITERAL.source), 'g');
const FIELD = withLiteral(NAMED);
const CALL = withLiteral(CALLED);

/** They always stand before people, whoever writes them; one word is enough to be English. */
const ALWAYS = new Set(['title', 'why', 'label', 'question', 'header', 'hint']);
const WORD = /[A-Za-z]{3,}/;
const PROSE = /[A-Za-z]{2,} [A-Za-z]{2,}/;
/** Help of commands: in the catalogue by way of the manifest. */
const HELP = /(?:static override |(?:Flags|Args)\.\w+\([^;]*)$/;

/**
 * Literals by which a source file would speak English to people, whatever their language.
 * @param isFrontEnd what it says is for people, not for models: `description`, `text`, `reason`, `summary` and `message` count too
 */
export function shownLiterals(source: string, isFrontEnd: boolean): string[] {
  const found: string[] = [];
  for (const match of source.matchAll(FIELD)) {
    const [, name = '', literal = ''] = match;
    const text = said(literal);
    const counts = ALWAYS.has(name) ? WORD.test(text) && !isKey(text) : isFrontEnd && PROSE.test(text);
    if (counts && !HELP.test(source.slice(Math.max(0, match.index - 300), match.index))) found.push(`${name}: ${literal}`);
  }
  if (isFrontEnd) for (const [, literal = ''] of source.matchAll(CALL)) if (PROSE.test(said(literal))) found.push(literal);
  return found;
}

/** What a literal says by itself, without what is filled in. */
function said(literal: string): string {
  return literal.slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}?/g, ' ');
}

/** A key of the catalogue. */
function isKey(text: string): boolean {
  return /^[a-z][\w-]*\.[\w.-]+$/.test(text.trim());
}
