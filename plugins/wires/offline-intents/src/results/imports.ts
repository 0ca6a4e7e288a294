export interface Import {
  /** path relative to the same root as the importing file's */
  file: string;
  names: string[];
}

const SCRIPT =
  /(?:import\s+([\w$*{},\s]+?)\s+from\s*|(?:const|let|var)\s+([\w$*{},:\s]+?)\s*=\s*(?:await\s+)?(?:require|import)\(\s*)['"](\.{1,2}\/[^'"]+)['"]/g;
const PYTHON = /^\s*from\s+([\w.]+)\s+import\s+\(?([\w, \t*]+)\)?/gm;
const BUILT_IN =
  /^(?:pytest|unittest|os|sys|re|json|typing|pathlib|collections|datetime|math|random|time|functools|itertools|dataclasses|__future__)(?:\.|$)/;

/** The project's own files that a JavaScript, TypeScript or Python file imports, with the names it takes. A guess by text, not a parse. */
export function importsOf(source: string, file: string): Import[] {
  const folder = file.split('/').slice(0, -1);
  if (/\.pyi?$/.test(file)) {
    const root = folder.slice(
      0,
      Math.max(0, folder.lastIndexOf('tests') === -1 ? folder.lastIndexOf('test') : folder.lastIndexOf('tests')),
    );
    return [...source.matchAll(PYTHON)]
      .filter(([, module = '']) => !BUILT_IN.test(module))
      .map(([, module = '', names = '']) => ({
        file: [...root, `${module.replace(/^\.+/, '').replaceAll('.', '/')}.py`].join('/'),
        names: identifiers(names),
      }));
  }
  return [...source.matchAll(SCRIPT)].map(([, named, required, path = '']) => ({
    file: join(folder, path),
    names: identifiers(named ?? required ?? ''),
  }));
}

function identifiers(text: string): string[] {
  return (text.match(/[A-Za-z_$][\w$]*/g) ?? []).filter((name) => name !== 'as' && name !== 'type');
}

function join(folder: readonly string[], path: string): string {
  const parts = [...folder];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
