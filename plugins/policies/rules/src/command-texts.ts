import type { ShellCommand } from './shell.ts';
import { quoted, type ShellWord, wordsText } from './words.ts';

const MAX_DROPPED = 5;

/** The texts that an allow rule may match: the command as it is, and no looser reading of it. The first one is the usual spelling. */
export function allowTexts(command: ShellCommand): string[] {
  const usual = [...command.assignments, wordsText(command.words)].filter((part) => part !== '').join(' ');
  return command.redirected ? [usual] : [usual, command.raw.trim()];
}

/**
 * The texts that an ask or deny rule may match: without folders before the name, without assignments, with and without quotes, and with the
 * options before a subcommand left out (`git -C . push` is `git push`).
 */
export function denyTexts(command: ShellCommand): Set<string> {
  const texts = new Set(allowTexts(command));
  const [name, ...args] = command.words;
  if (!name) return texts;
  const typed = name.value ?? name.raw;
  const base = typed.slice(typed.lastIndexOf('/') + 1);
  const names = new Set([typed, base, base.toLowerCase()]);
  for (const rest of withoutLeadingOptions(args, MAX_DROPPED)) {
    for (const one of names) {
      texts.add([quoted(one), wordsText(rest)].join(' ').trim());
      texts.add([one, wordsText(rest, false)].join(' ').trim());
    }
  }
  return texts;
}

/** Whether a word is only known when it runs, so that an ask or deny rule might match without being seen to. */
export function hasUnknownWords({ words }: ShellCommand): boolean {
  return words.some(({ value }) => value === undefined);
}

/** An option may or may not take the next word: both readings. */
function withoutLeadingOptions(args: readonly ShellWord[], left: number): (readonly ShellWord[])[] {
  const first = args[0]?.value ?? args[0]?.raw ?? '';
  if (left === 0 || !first.startsWith('-')) return [args];
  const short = withoutLeadingOptions(args.slice(1), left - 1);
  return [args, ...short, ...(args.length > 1 ? withoutLeadingOptions(args.slice(2), left - 1) : [])];
}
