const MAX = 60;

/** A session's name: the first line of its first prompt, cut at a word. */
export function titleFrom(prompt: string): string {
  const line = prompt.trim().split('\n', 1)[0]?.replace(/\s+/g, ' ').trim() ?? '';
  if (line.length <= MAX) return line || 'untitled';
  const cut = line.slice(0, MAX);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX / 2)).trimEnd()}…`;
}
