import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Gives argv its command: no command is the repl, an existing directory is the repl there, a sentence is a prompt for `run`.
 * A single unknown word stays as it is, so that a misspelt command is reported and never sent to a model.
 * Global flags that stand before the command move behind it.
 * @param folder the word that `namedDirectory` found
 * @param commandWords how many of the words name a command or topic; 0 for none
 */
export function dispatch(argv: readonly string[], folder: string | undefined, commandWords: (words: string[]) => number): string[] {
  const at = firstWord(argv);
  if (at < 0) return argv.some((arg) => HELP_OR_VERSION.has(arg)) ? [...argv] : ['repl', ...argv];
  const word = argv[at] as string;
  if (folder !== undefined) return ['repl', ...argv.slice(0, at), ...argv.slice(at + 1)];
  if (word === 'help') return [...argv];
  const words = commandWords(argv.slice(at));
  if (words > 0) return [...argv.slice(at, at + words), ...argv.slice(0, at), ...argv.slice(at + words)];
  if (/\s/.test(word.trim())) return ['run', ...argv];
  return [...argv];
}

/** The folder named in the place of a command (`opencode ../other`); undefined when that word is a command or no folder. */
export function namedDirectory(argv: readonly string[], cwd: string, commands: ReadonlySet<string>): string | undefined {
  const word = argv[firstWord(argv)];
  return word !== undefined && !commands.has(word) && isDirectory(resolve(cwd, word)) ? word : undefined;
}

const HELP_OR_VERSION = new Set(['--help', '-h', '--version', '-v']);
/** global flags and those of the bare command */
const TAKES_VALUE = new Set([
  '--profile',
  '--model',
  '-m',
  '--provider',
  '--agent',
  '--sandbox',
  '--dir',
  '--session',
  '-s',
  '--permission-mode',
  '--allow',
  '--deny',
  '--mode',
  '--style',
  '--effort',
  '--record',
]);

/** Position of the first word that is no flag and no flag's value; -1 for none. */
export function firstWord(argv: readonly string[]): number {
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === '--') return -1;
    if (TAKES_VALUE.has(arg)) i++;
    else if (!arg.startsWith('-')) return i;
  }
  return -1;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
