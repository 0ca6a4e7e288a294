import { expect } from 'chai';
import { HARMLESS } from './hostile/harmless.ts';
import { type Ask, policyWith } from './support.ts';

/** A small generator of numbers (mulberry32): the same seed gives the same cases. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Pick = (below: number) => number;
const one = <T>(pick: Pick, from: readonly T[]): T => from[pick(from.length)] as T;
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Each takes one simple command that is given as words. */
const PREFIXES = [
  'sudo',
  'sudo -n -u root',
  'env',
  'env A=1',
  'env -i',
  'nice -n 5',
  'nohup',
  'timeout 5',
  'timeout -s KILL 5s',
  'stdbuf -oL',
  'setsid',
  'ionice -c 3',
  'command',
  'exec',
  'time',
  'X=1',
  'strace -f',
  'flock /tmp/l',
  'busybox',
  'doas',
  'chroot /',
  'unshare -r',
  'xargs',
  'xargs -n1',
  'npx',
  'uv run',
  'unknown-program',
  './wrapper --',
  'ssh host',
  'docker exec web',
];
/** Each takes any text. */
const AROUND: readonly ((text: string) => string)[] = [
  (text) => `sh -c ${quoted(text)}`,
  (text) => `bash -lc ${quoted(text)}`,
  (text) => `bash -o pipefail -c ${quoted(text)}`,
  (text) => `eval ${quoted(text)}`,
  (text) => `( ${text}\n)`,
  (text) => `{ ${text}\n}`,
  (text) => `$( ${text}\n)`,
  (text) => `echo "$( ${text}\n)"`,
  (text) => `cat <( ${text}\n)`,
  (text) => `x=$( ${text}\n)`,
  (text) => `if true; then ${text}\nfi`,
  (text) => `for i in a b; do ${text}\ndone`,
  (text) => `while ${text}\ndo :; done`,
  (text) => `case a in a) ${text}\n;; esac`,
  (text) => `f() { ${text}\n}; f`,
  (text) => `ls; ${text}`,
  (text) => `ls && ${text}`,
  (text) => `ls || ${text}`,
  (text) => `ls | ${text}`,
  (text) => `ls &\n${text}`,
  (text) => `ls # a comment\n${text}`,
  (text) => `${text}\nls`,
  (text) => `! ${text}`,
  (text) => `trap ${quoted(text)} EXIT`,
  (text) => `bash <<'E_O_F'\n${text}\nE_O_F`,
  (text) => `bash <<< ${quoted(text)}`,
  (text) => `find . -exec sh -c ${quoted(text)} \\;`,
  (text) => `watch ${quoted(text)}`,
  (text) => `su -c ${quoted(text)}`,
  (text) => `alias z=${quoted(text)}`,
  (text) => `PAGER=${quoted(text)} git log`,
  (text) => `git -c alias.z=${quoted(`!${text}`)} z`,
  (text) => `coproc { ${text}\n}`,
  (text) => `[[ -n $( ${text}\n) ]]`,
  (text) => `echo $(( $( ${text}\n) + 1 ))`,
  (text) => `ssh host ${quoted(text)}`,
];
const AFTER = ['', ' 2>&1', ' >/dev/null', ' 2>/dev/null', ' < /dev/null', ' # x', ' | cat', ' &'];

/** The name of the program, spelled in one of the ways that a shell undoes. */
function spelled(pick: Pick, name: string): string {
  const at = pick(name.length);
  const hex = [...name].map((letter) => `\\x${letter.charCodeAt(0).toString(16)}`).join('');
  return one(pick, [
    name,
    `\\${name}`,
    `"${name}"`,
    `'${name}'`,
    `/bin/${name}`,
    `../../bin/${name}`,
    `${name.slice(0, at)}''${name.slice(at)}`,
    `${name.slice(0, at)}""${name.slice(at)}`,
    `${name.slice(0, at)}\\\n${name.slice(at)}`,
    `$'${hex}'`,
    `$'${name}'`,
  ]);
}

function hidden(pick: Pick, name: string, rest: string): string {
  let text = `${spelled(pick, name)} ${rest}`;
  for (let left = pick(3); left > 0; left--) text = `${one(pick, PREFIXES)} ${text}`;
  for (let left = pick(4); left > 0; left--) text = one(pick, AROUND)(text + one(pick, AFTER));
  return text;
}

const SEED = Number(process.env.OCK_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** of each kind; `OCK_TEST_CASES=1000` with some seeds for a long search */
const CASES = Number(process.env.OCK_TEST_CASES ?? 120);

describe(`policy:rules on commands wrapped at random (seed ${SEED})`, () => {
  let judge: Ask;
  before(async () => {
    judge = await policyWith({});
  });
  const all = { allow: ['bash', 'bash(*)', 'read(/**)', 'write(/**)'] };

  it('never lets a denied command pass', async () => {
    const pick = numbers(SEED);
    for (let count = 0; count < CASES; count++) {
      const [name, rest, rule] = one(pick, [
        ['rm', '-rf x', 'bash(rm *)'],
        ['git', 'push origin', 'bash(git push*)'],
        ['curl', 'https://a.test', 'bash(curl *)'],
        ['rm', '-r -f x', 'bash(rm -rf *)'],
      ] as const);
      const command = hidden(pick, name, rest);
      for (const options of [{ ...all }, { mode: 'full' as const }]) {
        const { effect, reason } = await judge('bash', command, { ...options, deny: [rule] });
        expect(effect, `seed ${SEED}, case ${count}, ${rule}: ${JSON.stringify(command)}: ${reason}`).to.not.equal('allow');
      }
    }
  });

  it('never lets what is not allowed pass beside harmless commands', async () => {
    const pick = numbers(SEED + 1);
    for (let count = 0; count < CASES; count++) {
      const harmless = one(pick, HARMLESS.slice(0, 100));
      const bad = hidden(pick, one(pick, ['wget', 'make', 'rm']), 'a');
      const command = one(pick, [
        `${harmless}\n${bad}`,
        `${bad}\n${harmless}`,
        `( ${bad}\n); ${harmless}`,
        `if ${harmless}\nthen ${bad}\nfi`,
      ]);
      const { effect, reason } = await judge('bash', command, { allow: ['bash(ls *)', 'bash(echo *)', 'bash(cat *)'] });
      expect(effect, `seed ${SEED + 1}, case ${count}: ${JSON.stringify(command)}: ${reason}`).to.not.equal('allow');
    }
  });

  it('never fails on cut and mutilated commands, and never allows a denied one in them', async () => {
    const pick = numbers(SEED + 2);
    const noise = [
      '"',
      "'",
      '`',
      '$(',
      ')',
      '\\',
      '\n',
      '{',
      '}',
      '<<',
      '|',
      ';',
      '&',
      '#',
      '((',
      '[[',
      '\u0000',
      '\r',
      '\t',
      '=',
      '*',
      '$',
    ];
    for (let count = 0; count < CASES; count++) {
      const text = hidden(pick, 'ls', 'a');
      const at = pick(text.length + 1);
      const command = pick(3) === 0 ? text.slice(0, at) : `${text.slice(0, at)}${one(pick, noise)}${text.slice(at)}`;
      const { reason } = await judge('bash', command);
      expect(reason, JSON.stringify(command)).to.not.match(/cannot be judged/);
      const after = await judge('bash', `rm x\n${command}`, { ...all, deny: ['bash(rm *)'] });
      expect(after.effect, `seed ${SEED + 2}, case ${count}: ${JSON.stringify(command)}`).to.not.equal('allow');
    }
  });

  it('leaves harmless commands harmless in harmless wrappings', async () => {
    const pick = numbers(SEED + 3);
    const plain = ['ls', 'pwd', 'echo hi', 'git status', 'cat a.txt', 'wc -l a b', 'date', 'git log --oneline -5', 'test -f a'];
    const around: readonly ((text: string) => string)[] = [
      (text) => `sh -c ${quoted(text)}`,
      (text) => `( ${text}\n)`,
      (text) => `{ ${text}\n}`,
      (text) => `${text}; ls`,
      (text) => `ls && ${text}`,
      (text) => `${text} 2>/dev/null`,
      (text) => `${text} | head`,
      (text) => `if ${text}\nthen pwd; fi`,
      (text) => `for i in 1 2; do ${text}\ndone`,
      (text) => `echo "$( ${text}\n)"`,
      (text) => `! ${text}`,
    ];
    for (let count = 0; count < CASES; count++) {
      let command: string = one(pick, plain);
      for (let left = pick(2); left > 0; left--) command = `${one(pick, ['timeout 5', 'nice', 'env', 'command', 'nohup'])} ${command}`;
      for (let left = pick(4); left > 0; left--) command = one(pick, around)(command);
      const { effect, reason } = await judge('bash', command);
      expect(effect, `seed ${SEED + 3}, case ${count}: ${JSON.stringify(command)}: ${reason}`).to.equal('allow');
    }
  });

  it('is bounded: what is too long or nested too deeply asks', async () => {
    const deny = ['bash(rm *)'];
    const long = ['ls;'.repeat(40_000), `ls ${'a '.repeat(60_000)}`, 'ls;'.repeat(3_000), `${'('.repeat(5_000)}ls${')'.repeat(5_000)}`];
    const deep = Array.from({ length: 12 }).reduce<string>((text) => `bash -c ${JSON.stringify(text)}`, 'ls');
    for (const command of [...long, deep, `${'$('.repeat(400)}rm x${')'.repeat(400)}`, `echo ${'{a,b}'.repeat(2_000)}`])
      expect((await judge('bash', `${command}; rm x`, { ...all, deny })).effect, command.slice(0, 40)).to.not.equal('allow');
    for (const command of [...long, deep]) expect((await judge('bash', command)).effect, command.slice(0, 40)).to.equal('ask');
  });
});
