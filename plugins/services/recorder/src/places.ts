/** Folders that differ from machine to machine, by the name that stands for them: `cwd` becomes `<cwd>`. */
export type Places = Readonly<Record<string, string>>;

/** Shorter paths are ordinary words of a text. */
const MIN_PATH = 3;
/** what may not precede or follow a path that ends there */
const NAME = '[\\w.~-]';

/** Replaces each folder of any of the machines by its name, the longest first. */
export function withPlaceholders(all: readonly Places[]): (text: string) => string {
  return replacer(all.flatMap((places) => Object.entries(places).map(([name, path]) => [path, `<${name}>`] as const)));
}

/** Replaces the folders of one machine by those of another, in a JSON text. */
export function relocated(from: Places, to: Places): (json: string) => string {
  return replacer(Object.entries(from).map(([name, path]) => [escaped(path), escaped(to[name] ?? path)] as const));
}

function replacer(pairs: readonly (readonly [path: string, replacement: string])[]): (text: string) => string {
  const known = new Map<string, string>();
  // the first name of a folder counts: a home that is worked in is the folder worked in
  for (const [path, name] of pairs) if (path.length >= MIN_PATH && !known.has(path)) known.set(path, name);
  if (known.size === 0) return (text) => text;
  const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
  const paths = longestFirst.map((path) => path.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  const pattern = new RegExp(`(?<!${NAME})(?:${paths})(?![\\w~-]|\\.\\w)`, 'g');
  return (text) => text.replace(pattern, (path) => known.get(path) ?? path);
}

function escaped(path: string): string {
  return JSON.stringify(path).slice(1, -1);
}
