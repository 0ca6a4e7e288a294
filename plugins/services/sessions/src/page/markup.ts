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

export function codeMarkup(text: string): string {
  return element('pre', { dir: 'ltr' }, element('code', {}, escapeHtml(text)));
}
