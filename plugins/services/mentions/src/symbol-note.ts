import { findRipgrep, runLines, workspaceOf } from '@ock/kernel';

const TIMEOUT_MS = 5_000;
const MAX_PLACES = 20;
const WORDS =
  'function|class|interface|type|enum|const|let|var|def|fn|func|struct|trait|impl|module|namespace|record|object|val|sub|package|macro_rules!';

/** Places where something of this name is defined, found by how definitions look in most languages. Undefined: there is none. */
export async function symbolNote(name: string, cwd: string, signal: AbortSignal): Promise<string | undefined> {
  const rg = findRipgrep();
  if (!rg || !/^[\p{L}_$][\p{L}\p{N}_$.:#-]*$/u.test(name)) return undefined;
  const last = name.split(/[.:#]+/).at(-1) ?? name;
  const pattern = `\\b(?:${WORDS})\\s+(?:\\([^)]*\\)\\s*)?${last.replace(/[$.]/g, '\\$&')}\\b`;
  const args = [
    '--no-config',
    '--no-messages',
    '--line-number',
    '--no-heading',
    '--max-columns',
    '300',
    '--max-count',
    '5',
    '-e',
    pattern,
    '.',
  ];
  const places: string[] = [];
  const onLine = (line: string) => places.push(line.replace(/^\.\//, '')) < MAX_PLACES;
  await runLines(rg, args, { cwd: workspaceOf(cwd), signal, timeoutMs: TIMEOUT_MS, onLine });
  return places.length === 0 ? undefined : `<symbol name="${name}">\n${places.join('\n')}\n</symbol>`;
}
