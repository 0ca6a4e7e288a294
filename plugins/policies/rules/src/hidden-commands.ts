import { denyTexts } from './command-texts.ts';
import { matchesOptions } from './option-sets.ts';
import { matchesText, parseTextPattern } from './pattern.ts';
import { isReader } from './readers.ts';
import type { Rule } from './rules.ts';
import { PLAIN, RUNNERS } from './runners.ts';
import type { ShellCommand } from './shell.ts';
import type { ShellWord } from './words.ts';

const MAX_WORDS = 64;
/** What a rule forbids or asks about, found in words that a program may run. */
export interface Hidden {
  rule: Rule;
  /** the part that would be run */
  text: string;
  /** the program is known to run its words */
  certain: boolean;
}

/**
 * Looks for commands that rules ask about or deny among the words of a program of which nobody knows what it does with them: `anything rm x`.
 * @param rules those that ask or deny
 */
export function hiddenCommand(command: ShellCommand, rules: readonly Rule[]): Hidden | undefined {
  const [first, ...words] = command.words;
  const name = (first?.value ?? '').replace(/^.*\//, '');
  if (rules.length === 0 || words.length === 0 || words.length > MAX_WORDS || isReader(name)) return undefined;
  const runner = RUNNERS.has(name);
  const sub = words.findIndex(({ value }) => /^(exec|run|ssh|shell|--|-c|create)$/.test(value ?? ''));
  const local = /^(docker|podman|nerdctl|kubectl|oc|lxc|incus|vagrant|flatpak|gcloud|fly|heroku|limactl)$/.test(name);
  if (local && sub === -1) return undefined;
  const plain = PLAIN.has(name) && !(name === 'bun' && words[0]?.value === 'run');
  if (!plain)
    for (let at = Math.max(0, local ? sub + 1 : 0); at < words.length; at++) {
      const rest = words.slice(at);
      if (rest[0]?.value === undefined || rest[0].value.startsWith('-')) continue;
      const found = matching(rest, rules);
      if (found) return { rule: found, text: rest.map(({ raw }) => raw).join(' '), certain: runner };
    }
  for (const text of flattened(command.texts ?? [])) {
    const found = matching(text.words, rules);
    if (found) return { rule: found, text: text.raw, certain: runner };
    const deeper = hiddenCommand({ ...text, texts: [] }, rules);
    if (deeper) return { ...deeper, certain: runner && deeper.certain };
    const rule = rules[0];
    if (runner && text.unknown && rule) return { rule, text: text.raw, certain: false };
  }
  return mentioned(words, rules, plain && !/^(cp|mv|ln|install)$/.test(name));
}

function matching(words: readonly ShellWord[], rules: readonly Rule[]): Rule | undefined {
  const raw = words.map((word) => word.raw).join(' ');
  const command: ShellCommand = { words, assignments: [], raw, redirected: false, inner: [], transparent: false };
  const texts = [...denyTexts(command)];
  return rules.find(
    ({ pattern = '' }) =>
      !pattern.startsWith('*') && (texts.some((text) => matchesText(parseTextPattern(pattern), text)) || matchesOptions(pattern, command)),
  );
}

/** The program's file, named to be copied, linked or run under another name: `cp /bin/rm x`, `ln -s "$(which rm)" x`. */
function mentioned(words: readonly ShellWord[], rules: readonly Rule[], plain: boolean): Hidden | undefined {
  for (const rule of rules) {
    const name = (rule.pattern ?? '').split(/[\s*]/)[0] ?? '';
    if (!/^[\w.+-]+$/.test(name)) continue;
    const word = words.find(({ value, raw }) =>
      value === undefined ? !plain && new RegExp(`\\b${name.replace(/[.+]/g, '\\$&')}\\b`).test(raw) : value.endsWith(`bin/${name}`),
    );
    if (word) return { rule, text: word.raw, certain: false };
  }
  return undefined;
}

function flattened(commands: readonly ShellCommand[]): ShellCommand[] {
  return commands.flatMap((command) => [command, ...flattened(command.inner), ...flattened(command.texts ?? [])]);
}
