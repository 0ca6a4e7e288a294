import { sanitize } from '@ock/kernel';

/** Text as it may stand in an element or an attribute in quotes. Controls and what hides or reorders text are shown by their numbers. */
export function escapeHtml(text: string): string {
  return sanitize(text).replace(/[&<>"'`=]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** An element. @param attributes values that this program made, not others: they are escaped all the same */
export function element(name: string, attributes: Record<string, string | true | undefined>, content: string): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : value === true ? [` ${key}`] : [` ${key}="${escapeHtml(value)}"`],
  );
  return `<${name}${given.join('')}>${content}</${name}>`;
}

/** Lines of a unified diff, each with what it is. */
export function diffMarkup(diff: string): string {
  const lines = diff.replace(/\n$/, '').split('\n');
  const marked = lines.map((line) => {
    const kind = /^(?:\+\+\+|---) /.test(line) ? 'file' : ({ '+': 'add', '-': 'del', '@': 'at' } as Record<string, string>)[line[0] ?? ''];
    return kind ? `<span class="${kind}">${escapeHtml(line)}</span>` : escapeHtml(line);
  });
  return element('pre', { class: 'diff', dir: 'ltr' }, marked.join('\n'));
}

/**
 * The few signs of Markdown that are read most: fenced code, headings, code and bold in a line. Everything else, links and HTML among it, is shown as it was
 * written: nothing in the page leads anywhere.
 */
export function proseMarkup(text: string): string {
  const blocks: string[] = [];
  let prose: string[] = [];
  const flush = () => {
    const shown = prose.join('\n').trim();
    if (shown !== '') blocks.push(element('div', { class: 'prose', dir: 'auto' }, shown.split('\n').map(lineMarkup).join('\n')));
    prose = [];
  };
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const [, fence] = /^\s{0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === undefined) {
      prose.push(line);
      continue;
    }
    flush();
    let end = at + 1;
    while (end < lines.length && !(lines[end] as string).trim().startsWith(fence)) end++;
    const code = lines.slice(at + 1, end).join('\n');
    blocks.push(/^\s*[`~]+\s*(?:diff|patch)\b/.test(line) ? diffMarkup(code) : codeMarkup(code));
    at = end;
  }
  flush();
  return blocks.join('\n');
}

export function codeMarkup(text: string): string {
  return element('pre', { dir: 'ltr' }, element('code', {}, escapeHtml(text)));
}

function lineMarkup(line: string): string {
  const [, heading] = /^#{1,6}\s+(.*)$/.exec(line) ?? [];
  if (heading !== undefined) return element('strong', {}, escapeHtml(heading));
  return line
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .map((piece) => {
      if (/^`[^`]+`$/.test(piece)) return element('code', {}, escapeHtml(piece.slice(1, -1)));
      return /^\*\*[^*]+\*\*$/.test(piece) ? element('strong', {}, escapeHtml(piece.slice(2, -2))) : escapeHtml(piece);
    })
    .join('');
}
