import { denyTexts } from './command-texts.ts';
import { matchesText, parseTextPattern } from './pattern.ts';
import { isReader } from './read-only.ts';
import type { Rule } from './rules.ts';
import type { ShellCommand } from './shell.ts';
import type { ShellWord } from './words.ts';
import { RUNNERS } from './wrappers.ts';

const MAX_WORDS = 64;
/** Well-known programs that run none of the words given to them; readers are none of these either. */
const PLAIN = new Set(
  `git npm pnpm yarn bun cargo go gh apt apt-get dnf yum brew pip pip3 gem composer dotnet mvn gradle rm mv cp touch mkdir rmdir chmod chown ln install
  tsc node python python3 ruby perl php curl wget eslint prettier biome jest vitest mocha pytest export declare typeset local readonly unset alias
  kill killall pkill sleep wait return exit break continue shift cd pushd popd tee sed awk gawk jq yq rg tar zip unzip gzip gunzip read printf set`.split(
    /\s+/,
  ),
);

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
  const local = /^(docker|podman|nerdctl|kubectl|oc|lxc|incus|vagrant|flatpak|gcloud|fly|heroku|orb|limactl)$/.test(name);
  if (local && sub === -1) return undefined;
  const plain = PLAIN.has(name);
  if (!plain)
    for (let at = Math.max(0, local ? sub + 1 : 0); at < words.length; at++) {
      const rest = words.slice(at);
      if (rest[0]?.value === undefined || rest[0].value.startsWith('-')) continue;
      const found = matching(rest, rules) ?? (/\s/.test(rest[0].value) ? inText(rest[0].value, rules) : undefined);
      if (found) return { rule: found, text: rest.map(({ raw }) => raw).join(' '), certain: runner };
    }
  return mentioned(words, rules, plain && !/^(cp|mv|ln|install)$/.test(name));
}

function matching(words: readonly ShellWord[], rules: readonly Rule[]): Rule | undefined {
  const raw = words.map((word) => word.raw).join(' ');
  const texts = [...denyTexts({ words, assignments: [], raw, redirected: false, inner: [], transparent: false })];
  return rules.find(({ pattern = '' }) => !pattern.startsWith('*') && texts.some((text) => matchesText(parseTextPattern(pattern), text)));
}

/** A word that is a text with several words may be run by a shell. */
function inText(text: string, rules: readonly Rule[]): Rule | undefined {
  for (const part of text.split(/[;&|\n(){}`]+|\$\(/)) {
    const words = part
      .trim()
      .split(/\s+/)
      .filter((word) => !/^\w+=/.test(word));
    if (words.length === 0 || words[0] === '') continue;
    const found = matching(
      words.map((word) => ({ raw: word, value: word.replace(/['"\\]/g, '') })),
      rules,
    );
    if (found) return found;
  }
  return undefined;
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
