/** Quotes one argument for a POSIX shell. */
export function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** Fences a text for markdown; the fence is longer than any inside. Beyond `limit` lines the rest is counted, not shown. */
export function fence(text: string, options: { language?: string; limit?: number; end?: 'head' | 'tail' } = {}): string {
  const { language = '', limit = 120, end = 'head' } = options;
  const lines = text.replace(/\n+$/, '').split('\n');
  const shown = end === 'head' ? lines.slice(0, limit) : lines.slice(-limit);
  const left = lines.length - shown.length;
  const longest = Math.max(2, ...[...shown.join('\n').matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const mark = '`'.repeat(longest + 1);
  const block = `${mark}${language}\n${shown.join('\n')}\n${mark}`;
  if (left <= 0) return block;
  return end === 'head' ? `${block}\n… and ${left} more lines` : `(${left} lines before these left out)\n${block}`;
}

/** Counts a thing: `plural(1, 'file')` is "1 file". */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

/** A regular expression that matches exactly this text. */
export function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
