/** One way in which a model's lines may differ from the file's. */
export interface Tolerance {
  /** for the model: how the place was found */
  name: string;
  /** lines with equal keys count as the same */
  key(line: string): string;
  /** the key is made of plain punctuation and single spaces */
  plain: boolean;
  /** indentation may differ, so the replacement is indented as the file is */
  indents: boolean;
  /** blank lines count for nothing */
  skipsBlank: boolean;
}

const trimEnd = (line: string) => line.trimEnd();
const trim = (line: string) => line.trim();

/** What models and editors turn into one another: quotes, dashes, spaces, ellipsis. */
export function plainPunctuation(line: string): string {
  if (/^[\x00-\x21\x23-\x26\x28-\x5f\x61-\x7f]*$/.test(line)) return line;
  return line
    .replace(/["'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/\u2026/g, '...')
    .replace(/[\u200b\ufeff]/g, '');
}
const loose = (line: string) => plainPunctuation(line).trim().replace(/\s+/g, ' ');

/** From strict to loose; the first that finds a place decides. */
export const TOLERANCES: readonly Tolerance[] = [
  { name: 'ignoring trailing space', key: trimEnd, plain: false, indents: false, skipsBlank: false },
  { name: 'ignoring indentation', key: trim, plain: false, indents: true, skipsBlank: false },
  { name: 'ignoring spacing and kinds of quotes', key: loose, plain: true, indents: true, skipsBlank: false },
  { name: 'ignoring blank lines', key: trim, plain: false, indents: true, skipsBlank: true },
  { name: 'ignoring blank lines, spacing and kinds of quotes', key: loose, plain: true, indents: true, skipsBlank: true },
];

/** The key of a line with, for each of its positions and its end, the position in the line. */
export function mappedKey(line: string, tolerance: Tolerance): { key: string; map: number[] } {
  const chars: string[] = [];
  const map: number[] = [];
  for (let i = 0; i < line.length; i++) {
    const char = tolerance.plain ? plainPunctuation(line[i] as string).replace(/\s/g, ' ') : (line[i] as string);
    for (const one of char) {
      if (tolerance.plain && one === ' ' && chars[chars.length - 1] === ' ') continue;
      chars.push(one);
      map.push(i);
    }
  }
  let end = chars.length;
  while (end > 0 && (chars[end - 1] as string).trim() === '') end--;
  let start = 0;
  while (tolerance.indents && start < end && (chars[start] as string).trim() === '') start++;
  const after = end === 0 ? 0 : (map[end - 1] as number) + 1;
  return { key: chars.slice(start, end).join(''), map: [...map.slice(start, end), after] };
}

export interface Edit {
  oldString: string;
  newString: string;
}

/** Readings of a text that a model wrote in the wrong notation, the same for old and new. Each is tried after the text itself. */
export function otherReadings(edit: Edit): { name: string; edit: Edit }[] {
  const readings: { name: string; edit: Edit }[] = [];
  const add = (name: string, read: (text: string) => string) => {
    const oldString = read(edit.oldString);
    if (oldString !== edit.oldString && oldString.trim() !== '')
      readings.push({ name, edit: { oldString, newString: read(edit.newString) } });
  };
  if (edit.oldString.split('\n').every((line) => line === '' || LINE_NUMBER.test(line))) {
    add('without line numbers', (text) =>
      text
        .split('\n')
        .map((line) => line.replace(LINE_NUMBER, ''))
        .join('\n'),
    );
  }
  if (edit.oldString.includes('\\')) add('with escapes resolved', unescaped);
  if (/[^\x00-\x7f]/.test(edit.oldString)) {
    add('with composed characters', (text) => text.normalize('NFC'));
    add('with decomposed characters', (text) => text.normalize('NFD'));
  }
  if (edit.oldString.includes('&')) add('with entities resolved', withoutEntities);
  return readings;
}

/** as `read` shows lines */
const LINE_NUMBER = /^ *\d+\t/;

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', "'": "'", '`': '`', '\\': '\\', $: '$', '/': '/' };

function unescaped(text: string): string {
  return text.replace(/\\([ntr"'`\\$/])/g, (_all, char: string) => ESCAPES[char] ?? char).replaceAll('\r\n', '\n');
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", amp: '&' };

function withoutEntities(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|#39|amp);/g, (all, name: string) => ENTITIES[name] ?? all);
}
