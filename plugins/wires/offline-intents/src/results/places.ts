/** A line of a file, as a stack trace or a compiler names it. */
export interface Place {
  file: string;
  line: number;
}

const PLACES = /File "([^"\n]+)", line (\d+)|(?:file:\/\/)?((?:[A-Za-z]:)?[\w@%+~./\\-]*[\w@%+~-]\.[A-Za-z][A-Za-z0-9]{0,5}):(\d+)(?!\d)/g;
const FOREIGN =
  /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|\.cargo|\.rustup|rustc|lib\/python\d|importlib)(?:[\\/]|$)|<frozen|^node:|^internal\/|^\/usr\/(?:lib|local\/lib)\//;
const TEST_NAME =
  /(?:^|[\\/])(?:test_[^\\/]*|conftest\.py)$|[._-](?:test|tests|spec)\.[A-Za-z]+$|(?:Test|Tests|Spec)\.(?:java|kt|cs|php|swift)$/;
const TEST_FOLDER = /(?:^|[\\/])(?:tests?|__tests__|specs?)[\\/]/;

/** Every place in the project that a text names, in order, each once. */
export function places(text: string): Place[] {
  const found = new Map<string, Place>();
  for (const match of text.matchAll(PLACES)) {
    const raw = match[1] ?? match[3] ?? '';
    const file = (match[0].startsWith('file:') ? decode(raw) : raw).replace(/^\.[\\/]/, '');
    const line = Number(match[2] ?? match[4]);
    if (FOREIGN.test(file) || line === 0 || text[match.index - 1] === ':' || /^\d+\.\d+/.test(file)) continue;
    const key = `${file}:${line}`;
    if (!found.has(key)) found.set(key, { file, line });
  }
  return [...found.values()];
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The path as a person would write it: relative to the session's directory where it lies inside. */
export function relative(file: string, cwd: string | undefined): string {
  const inside = cwd !== undefined && file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file;
  return inside.replace(/^\.\//, '');
}

/** True for files that hold tests, by name or folder. Of an absolute path only the last three parts count: a project may itself lie below a folder `test`. */
export function isTestFile(file: string, cwd?: string): boolean {
  const path = relative(file, cwd);
  const near = path.startsWith('/') ? path.split('/').slice(-3).join('/') : path;
  return TEST_NAME.test(near) || TEST_FOLDER.test(near);
}
