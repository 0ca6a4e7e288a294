import { changesPrograms } from './environment.ts';
import { type Told, told } from './told.ts';
import { isOwnVariable } from './variables.ts';
import type { ShellWord } from './words.ts';

/** What surely is a number when it is assigned: digits, arithmetic, lengths, counts that commands print. */
const NUMBER =
  /^"?(?:[-+]?\d*|\$\(\([\s\S]*\)\)|\$\{#[\w@*[\]]+\}|\$[?#$!]|\{\d+\.\.\d+(?:\.\.\d+)?\}|\$\((?:[^()]*\|\s*)?(?:wc(?: -[lcwm])?(?:\s*<\s*[\w./-]+)?|nproc|seq(?: \d+)+|date \+%[sYmd]|id -[ug]|grep -c[^|;&()$`]*)\s*\))"?$/;
/** characters of a value that is looked at: the time that a longer one takes grows with its square */
const MAX_NUMBER = 400;
const COUNTS = /^\s*(?:wc|nproc|date \+%[sYmd]|id -[ug]|seq|grep -c|[^()]*\|\s*wc)\b[^()]*$/;
/** builtins that set the variables that they are given by name */
const SETS = /^(read|mapfile|readarray|getopts|select)$/;
const DECLARES = /^(declare|typeset|local|export|readonly|env|sudo)$/;
/** variables that bash itself evaluates whatever is assigned to them */
const NUMBERS = /^(OPTIND|RANDOM|SRANDOM|SECONDS|LINENO|HISTCMD|BASHPID|EPOCHSECONDS|EPOCHREALTIME|BASH_SUBSHELL|TMOUT)$/;
/** tables of bash that say what a name runs */
const TABLES = /^BASH_(CMDS|ALIASES)\b/;
/** builtins that evaluate the subscript of a name: `unset 'a[$(rm x)]'` runs rm */
const BY_NAME = /^(read|unset|wait|mapfile|readarray|getopts|printf|declare|typeset|local|export|readonly|let)$/;

/**
 * Bash takes the text that a variable holds for an expression wherever it wants a number, and runs the commands in it: `for i in 'a[$(rm x)]'; do
 * ((i)); done`. So the names that may hold text, and those that are evaluated, are gathered from everything that a command line says.
 */
export class Arithmetic {
  readonly #texts = new Set<string>();
  readonly #evaluated = new Set<string>();
  #open = false;
  #special: string | undefined;

  /** A variable gets this value. @param value as written; undefined: nobody knows it */
  set(name: string, value: string | undefined): void {
    if (TABLES.test(name)) this.#open = true;
    if (value !== undefined && value.length <= MAX_NUMBER && NUMBER.test(value)) return;
    this.#texts.add(name);
    if (NUMBERS.test(name)) this.#open = true;
  }

  /** A variable is set by other means than an assignment, which is judged by itself: by a loop, a redirection, `${x:=y}`. */
  sets(name: string): void {
    if (name !== '_' && !isOwnVariable(name)) this.#special ??= name;
  }

  /** An expression is evaluated. @param text as written */
  evaluate(text: string): void {
    for (const [, command = ''] of text.matchAll(/\$\(([^(][^()]*)\)/g)) this.#open ||= !COUNTS.test(command);
    this.#open ||= /`|\$\{?[@*\d]/.test(text);
    for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) {
      this.#evaluated.add(name);
      if (changesPrograms(name)) this.#special ??= name;
    }
  }

  /** What a simple command sets or evaluates by the names in its words. */
  command(words: readonly ShellWord[]): void {
    const [first, ...rest] = words;
    const name = first?.value ?? '';
    if (SETS.test(name) || name === 'wait')
      for (const { value = '' } of rest)
        if (/^[A-Za-z_]\w*$/.test(value)) {
          this.set(value, undefined);
          this.sets(value);
        }
    if (DECLARES.test(name))
      for (const { raw, value } of rest) {
        const found = /^(\w+)\+?=([\s\S]*)$/.exec(value ?? raw);
        if (found) this.set(found[1] as string, found[2]);
        if (found?.[2]?.startsWith('(')) this.evaluate([...found[2].matchAll(/\[([^\]]*)\]/g)].map(([, text]) => text).join(' '));
      }
    if (/^(test|\[)$/.test(name)) for (const { raw } of mayBeOperators(rest)) this.evaluate(raw);
    const looks = /^(test|\[)$/.test(name) && rest.some(({ value }) => /^-[vR]$/.test(value ?? ''));
    if (!looks && !BY_NAME.test(name)) return;
    const named = name === 'printf' ? rest.slice(0, rest[0]?.value === '-v' ? 2 : 0) : rest;
    if (!looks) for (const { raw, value } of named) if (value === undefined) this.evaluate(raw);
    for (const { raw, value } of named) this.evaluate(/^\w+\[([^=]*)\]/.exec(value ?? raw)?.[1] ?? '');
    this.#open ||= named.some(
      ({ raw, value }) => TABLES.test(value ?? raw) || /\[[\s\S]*[$`]/.test(value ?? raw) || (value === undefined && looks),
    );
  }

  /** Why it cannot be known what is evaluated. */
  get problem(): Told | undefined {
    if (this.#open) return told('number_or_names', 'it evaluates a text that is not known as a number, or changes what names mean');
    if (this.#special !== undefined) return told('variable', 'the variable {name} changes what programs do', { name: this.#special });
    const name = [...this.#evaluated].find((one) => this.#texts.has(one));
    return name === undefined ? undefined : told('number_text', 'it evaluates {name} as a number, and may run what stands in it', { name });
  }
}

/** Words of a test of which nobody knows that they are no operators: `x='-v a[$(rm y)]'; [ $x ]` runs rm. */
function mayBeOperators(words: readonly ShellWord[]): readonly ShellWord[] {
  const open = words.filter(({ value, raw }) => value === undefined && !/^"[^"]*"$/.test(raw));
  const [first, second] = words[0]?.value === '!' ? words.slice(1) : words;
  return open.length > 0 || first?.value !== undefined || second?.value !== undefined ? open : words;
}
