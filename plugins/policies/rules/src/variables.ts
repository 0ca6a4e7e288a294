import type { DoubleQuotedChild, ParameterOperation, Word, WordPart } from 'unbash';
import { changesPrograms } from './environment.ts';

/** What bash itself sets or goes by, where it is no business of programs. */
const OF_BASH =
  /^(_|BASH\w*|CHILD_MAX|COLUMNS|COMP_\w+|COMPREPLY|COPROC\w*|DIRSTACK|EPOCH\w+|EUID|EXECIGNORE|FCEDIT|FIGNORE|FUNC(NAME|NEST)|GLOB\w+|GROUPS|HIST\w+|histchars|HOST\w+|IGNOREEOF|auto_resume|LANG|LC_\w+|LINENO|LINES|MACHTYPE|MAIL\w*|MAPFILE|OLDPWD|OPT\w+|OSTYPE|PIPESTATUS|POSIX\w*|PPID|PROMPT\w*|PWD|RANDOM|READLINE_\w+|REPLY|SECONDS|SHLVL|SRANDOM|TIMEFORMAT|TMOUT|TMPDIR|TZ|UID)$/;

/** Variables as a text sets them: a value that is known for certain; undefined: nobody knows it; null: nor may it be shown. */
export type Known = ReadonlyMap<string, string | null | undefined>;

export const NOTHING_KNOWN: Known = new Map();

/** Whether a variable means nothing to bash and to programs: only the text itself can have set it, and no program that it starts sees it. */
export function isOwnVariable(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !OF_BASH.test(name) && !changesPrograms(name) && process.env[name] === undefined;
}

/** Whether an expansion shows nothing but what the text itself has put into its variables. */
export function showsOwn(part: WordPart | DoubleQuotedChild, known: Known, isHarmless: (word: Word) => boolean): boolean {
  const own = (name: string) => isOwnVariable(name) && known.get(name) !== null;
  if (part.type === 'SimpleExpansion') return own(part.text.slice(1));
  if (part.type === 'ArithmeticExpansion') {
    const text = part.text.slice(3, -2);
    return /^[\w\s()+*/%<>=!&|^~?:,-]*$/.test(text) && (text.match(/[A-Za-z_]\w*/g) ?? []).every(own);
  }
  if (part.type !== 'ParameterExpansion' || !own(part.parameter) || part.prefix === '!' || part.index) return false;
  return part.operation === undefined || operands(part.operation)?.every(isHarmless) === true;
}

/** The words in an operation that only cuts, replaces or stands in; undefined: it does more. */
function operands(operation: ParameterOperation): Word[] | undefined {
  if (operation.type === 'Default') return /^:?[-+]$/.test(operation.operator) ? [operation.operand] : undefined;
  if (operation.type === 'Remove') return [operation.operand];
  if (operation.type === 'Replace') return [operation.pattern, operation.replacement];
  if (operation.type === 'CaseModification') return operation.operand ? [operation.operand] : [];
  if (operation.type !== 'Slice') return undefined;
  return [operation.offset, operation.length].every((word) => !word || /^ *-?\d+$/.test(word.text)) ? [] : undefined;
}
