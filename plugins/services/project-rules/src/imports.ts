import { dirname, isAbsolute, join, resolve } from 'node:path';

/** files in one file, so that a list of handles is no flood */
const MAX_IMPORTS = 50;
const IMPORT = /(?:^|\s)@((?:~\/|\.{1,2}\/|\/)?[\w./-]*\w)/g;

/** Paths that a file of rules imports by `@path`, in order; those in code are none. @returns absolute */
export function importsOf(text: string, file: string, home: string): string[] {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1[^\n]*$/gm, '').replace(/`[^`\n]*`/g, '');
  const found = new Set<string>();
  for (const [, name = ''] of prose.matchAll(IMPORT)) {
    if (found.size >= MAX_IMPORTS) break;
    if (name.startsWith('~/')) found.add(join(home, name.slice(2)));
    else found.add(isAbsolute(name) ? name : resolve(dirname(file), name));
  }
  return [...found];
}
