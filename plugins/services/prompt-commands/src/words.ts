/** The words of what stands behind a command; `"…"` and `'…'` keep words together. */
export function wordsOf(text: string): string[] {
  const found = text.match(/(?:[^\s"']|"(?:\\.|[^"\\])*"?|'[^']*'?)+/g) ?? [];
  return found.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"?|'([^']*)'?/g, (_all, double?: string, single?: string) => unquoted(double, single)),
  );
}

function unquoted(double: string | undefined, single: string | undefined): string {
  return double === undefined ? (single ?? '') : double.replace(/\\(["\\])/g, '$1');
}

/** A word as a shell takes it, at a place inside or outside of quotes. */
export function shellQuoted(word: string, inside: '"' | "'" | ''): string {
  if (/^[\w./:@%+=,-]+$/.test(word)) return word;
  const single = `'${word.replaceAll("'", "'\\''")}'`;
  if (inside === '"') return `"${single}"`;
  return inside === "'" ? word.replaceAll("'", "'\\''") : single;
}
