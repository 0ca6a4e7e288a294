import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { isTable, parseToml } from './toml.ts';

/** files that commands of one configuration name */
const MAX_SCRIPTS = 100;
const PROJECT = /^\$\{?(?:CLAUDE_PROJECT_DIR|PWD)\}?[\\/]/;

/** Hooks of a file, of whichever form; undefined: it has none. */
export function hooksIn(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('hooks')) return undefined;
  try {
    const document: unknown = file.endsWith('.toml') ? parseToml(text, file) : JSON.parse(text);
    return isTable(document) ? document.hooks : undefined;
  } catch {
    return undefined; // what cannot be read runs nothing
  }
}

/** The files of a folder that commands of hooks name, as paths from there. */
export function scriptsOf(hooks: unknown, folder: string): string[] {
  const found = new Set<string>();
  for (const command of commandsIn(hooks)) {
    for (const word of command.split(/[\s"'`;|&()<>=]+/)) {
      const name = word.replace(PROJECT, '');
      const path = relative(folder, isAbsolute(name) ? name : join(folder, name));
      if (name !== '' && path !== '' && !path.startsWith('..') && !isAbsolute(path) && isFile(join(folder, path))) found.add(path);
      if (found.size === MAX_SCRIPTS) return [...found];
    }
  }
  return [...found].map((path) => (sep === '/' ? path : path.replaceAll(sep, '/')));
}

function* commandsIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* commandsIn(one);
  else if (isTable(value)) {
    for (const [key, one] of Object.entries(value)) {
      if (key === 'command') yield* [one].flat().filter((text) => typeof text === 'string');
      else yield* commandsIn(one);
    }
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
