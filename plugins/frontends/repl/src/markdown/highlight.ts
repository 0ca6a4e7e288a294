import type { ThemeRole } from '@ock/kernel';
import type { Line } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';

/** what the highlighter calls parts of code, as roles of a theme */
const ROLES: Readonly<Record<string, ThemeRole>> = {
  keyword: 'keyword',
  built_in: 'function',
  type: 'type',
  literal: 'number',
  number: 'number',
  regexp: 'string',
  string: 'string',
  class: 'type',
  function: 'function',
  title: 'function',
  comment: 'comment',
  doctag: 'comment',
  meta: 'comment',
  'meta-keyword': 'keyword',
  'meta-string': 'string',
  tag: 'keyword',
  name: 'keyword',
  'builtin-name': 'function',
  attr: 'type',
  attribute: 'type',
  variable: 'type',
  symbol: 'number',
  bullet: 'number',
  'selector-tag': 'keyword',
  'selector-id': 'function',
  'selector-class': 'type',
  addition: 'added',
  deletion: 'removed',
};
/** around a part of code while the highlighter works; cannot stand in code that was made harmless */
const OPEN = '\x01';
const CLOSE = '\x02';
/** characters of code that are worth the time */
const MAX_CODE = 60_000;

/** Loads the highlighter. @returns code in colours, one entry a line; undefined for a language it does not know */
export async function loadHighlighter(theme: Theme): Promise<(code: string, lang: string) => Line[] | undefined> {
  const { highlight, supportsLanguage } = await import('cli-highlight');
  const names = Object.keys(ROLES);
  const marks = Object.fromEntries(
    names.map((name, at) => [name, (text: string) => `${OPEN}${String.fromCharCode(0xe000 + at)}${text}${CLOSE}`]),
  );
  return (code, lang) => {
    if (theme.depth === 0 || code.length > MAX_CODE || !supportsLanguage(lang)) return undefined;
    const marked = highlight(code, { language: lang, ignoreIllegals: true, theme: { ...marks, default: (text: string) => text } });
    return painted(marked, names, theme);
  };
}

function painted(marked: string, names: string[], theme: Theme): Line[] {
  const lines: Line[] = [[]];
  const stack: string[] = [];
  for (const part of marked.split(/(\x01[\ue000-\uf8ff]|\x02|\n)/)) {
    if (part === '') continue;
    if (part === '\n') lines.push([]);
    else if (part === CLOSE) stack.pop();
    else if (part.startsWith(OPEN)) stack.push(theme.sgr(ROLES[names[part.charCodeAt(1) - 0xe000] ?? ''] ?? 'text'));
    else {
      const sgr = stack.findLast((entry) => entry !== '');
      (lines.at(-1) as Line).push(sgr ? { text: part, sgr } : { text: part });
    }
  }
  return lines;
}
