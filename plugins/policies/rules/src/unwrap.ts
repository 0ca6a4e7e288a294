import { assignmentsIn, environmentFacts } from './environment.ts';
import { type GitFacts, gitFacts } from './git-options.ts';
import { execEnd } from './handed.ts';
import { found, optionFacts } from './program-options.ts';
import { INTERPRETER_VALUED, interpreterOf } from './programs.ts';
import { isPlainAwk, isPlainSed } from './sub-languages.ts';
import { type Told, told } from './told.ts';
import { unwrapShell } from './unwrap-shell.ts';
import { type Doubt, knownWord, type ShellWord, wordsText } from './words.ts';
import { SHELLS, WRAPPERS, type Wrapper } from './wrappers.ts';

/** What a command runs in turn, and what it writes by its options. */
export interface Unwrapped {
  /** further commands, as words */
  commands: ShellWord[][];
  /** further shell texts */
  scripts: string[];
  /** only what it runs is to be judged */
  transparent: boolean;
  /** why it cannot be known what it runs: asked about, whatever is allowed */
  unknown?: Told;
  /** why it may do more than its words say: asked about unless a rule names just this */
  doubt?: Doubt;
  /** files that options make it write; undefined: not known */
  writes?: (string | undefined)[];
  /** a file whose text is run */
  file?: string;
}

export const NOTHING: Unwrapped = { commands: [], scripts: [], transparent: false };

/** Builtins that change what later words mean: names of programs, options of the shell. */
const REWRITES = new Set(['enable', 'hash', 'shopt', 'unalias', 'bind', 'complete', 'compgen', 'mapfile', 'readarray', 'fc', 'history']);

const STARTS_SHELL = told('starts_shell', 'it starts a shell');

function changesWords(name: string): Told {
  return told('words_change', '{name} changes what words mean', { name });
}

function scriptUnseen(name: string): Told {
  return told('script_unseen', 'what this script of {name} runs or writes is not looked into', { name });
}

/** Looks into one command, one level deep. @param input text of a here-document that it reads; null: one that is not known */
export function unwrap(words: readonly ShellWord[], input?: string | null): Unwrapped {
  const [first, ...rest] = words;
  if (first?.value === undefined || /^=|\{\}/.test(first.value))
    return first
      ? { ...NOTHING, unknown: told('name_unknown', 'the name of the command is not known: {word}', { word: first.raw }) }
      : NOTHING;
  const name = programName(first.value);
  if (SHELLS.has(name)) return unwrapShell(name, rest, input);
  const special = SPECIAL[name]?.(rest, name);
  if (special) return special;
  const wrapper = /^ld(-linux|-musl|64)?[\w.-]*\.so/.test(name) ? WRAPPERS.get('ld.so') : WRAPPERS.get(name);
  const inner = wrapper ? unwrapped(name, wrapper, rest) : executed(name, rest);
  const own: GitFacts = name === 'git' ? gitFacts(rest) : optionFacts(name, rest);
  const remote = name === 'ssh' ? remoteShell(rest, input) : NOTHING;
  const { writes, doubt = interpreted(name, rest, input), unknown = remote.unknown } = own;
  const scripts = [...own.scripts, ...remote.scripts];
  return {
    ...(inner ?? NOTHING),
    scripts: [...(inner?.scripts ?? []), ...scripts],
    ...(writes.length > 0 ? { writes } : {}),
    ...(unknown && !inner?.unknown ? { unknown } : {}),
    ...(inner?.doubt ? { doubt: inner.doubt } : doubt ? { doubt } : {}),
  };
}

const SSH_VALUED = /^-[a-zA-Z]*[BbcDEeFIiJLlmOopQRSWw]$/;
/** no shell is started there */
const SSH_NO_SHELL = /^-[a-zA-Z]*[NWOQVG]/;

/** `ssh host` alone reads its commands, and what is not known may be any command. */
function remoteShell(words: readonly ShellWord[], input: string | null | undefined): Pick<Unwrapped, 'scripts' | 'unknown'> {
  const host = words.findIndex(({ value }, at) => !value?.startsWith('-') && !SSH_VALUED.test(words[at - 1]?.value ?? ''));
  if (host === -1 || words.slice(0, host).some(({ value = '' }) => SSH_NO_SHELL.test(value))) return NOTHING;
  const command = words.slice(host + 1);
  if (command.length === 0 && typeof input === 'string') return { scripts: [input] };
  if (command.length === 0) return { scripts: [], unknown: told('runs_input_elsewhere', 'a shell elsewhere runs what it reads') };
  const open = command.find(({ value }) => value === undefined);
  return open
    ? { scripts: [], unknown: told('text_elsewhere', 'a text that is not known is run elsewhere: {text}', { text: open.raw }) }
    : NOTHING;
}

export function programName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
}

const SPECIAL: Readonly<Record<string, (words: readonly ShellWord[], name: string) => Unwrapped | undefined>> = {
  __proto__: null as never,
  eval: (words) => ({ ...joined(words), unknown: told('runs_text', '{name} runs a text', { name: 'eval' }) }),
  '.': sourced,
  source: sourced,
  su: (words) => afterOption(words, '-c --command --session-command'),
  newgrp: () => ({ ...NOTHING, unknown: STARTS_SHELL }),
  sg: (words) => afterOption(words, '-c'),
  script: (words) => afterOption(words, '-c --command'),
  faketime: (words) => ({ ...NOTHING, commands: [words.slice(words[0]?.value === '-f' ? 2 : 1)] }),
  trap: (words) => (words.length > 1 ? joined(words.filter(({ value }) => value !== '--').slice(0, 1)) : NOTHING),
  alias: (words) => ({
    ...NOTHING,
    scripts: assignmentsIn(words).map(({ value }) => value ?? ':'),
    unknown: changesWords('alias'),
  }),
  find,
  fd: (words) => (words.some(isExec) ? { ...NOTHING, commands: [appended(words.slice(words.findIndex(isExec) + 1))] } : NOTHING),
  fdfind: (words) => (words.some(isExec) ? { ...NOTHING, commands: [appended(words.slice(words.findIndex(isExec) + 1))] } : NOTHING),
  command: (words) => (/^-[vV]+$/.test(words[0]?.value ?? '') ? NOTHING : undefined),
  sed,
  gsed: sed,
  awk,
  gawk: awk,
  mawk: awk,
  nawk: awk,
  export: settings,
  declare: settings,
  typeset: settings,
  local: settings,
  readonly: settings,
  printf: (words) =>
    words[0] && /^-v/.test(words[0].value ?? (/^["']?[\w%\\[({ ]/.test(words[0].raw) ? '' : '-v'))
      ? { ...NOTHING, unknown: told('sets_variable', '{name} sets a variable', { name: 'printf -v' }) }
      : undefined,
  let: () => ({ ...NOTHING, unknown: told('evaluates', '{name} evaluates an expression', { name: 'let' }) }),
  set: (words) =>
    words.every(({ value }) => /^[-+]([euxo]+|f)$|^(pipefail|errexit|nounset|xtrace)$/.test(value ?? ''))
      ? undefined
      : { ...NOTHING, unknown: changesWords('set') },
  ...Object.fromEntries([...REWRITES].map((name) => [name, () => ({ ...NOTHING, unknown: changesWords(name) })])),
};

function unwrapped(name: string, wrapper: Wrapper, words: readonly ShellWord[]): Unwrapped {
  const lists = { valued: wrapper.valued?.split(' ') ?? [], flags: wrapper.flags?.split(' ') ?? [] };
  const runs = wrapper.runs?.split(' ') ?? [];
  const scripts = found(words, wrapper.runs).flatMap(({ value }) => (value?.value === undefined ? [] : [value.value]));
  let at = 0;
  let unknown: Told | undefined;
  let own = false;
  const assigned: ShellWord[] = [];
  for (; at < words.length; at++) {
    const word = words[at] as ShellWord;
    const { value, raw } = word;
    if (value === undefined)
      return { ...NOTHING, scripts, unknown: told('runs_word', '{name} runs what is not known: {word}', { name, word: raw }) };
    if (value === '--') {
      at++;
      break;
    }
    if (wrapper.assignments && /^\w+=/.test(value)) {
      own = true;
      assigned.push(word);
    } else if (name === 'env' && /^(-\w*S|--sp)/.test(value))
      return { ...splitText(value, words.slice(at + 1)), unknown: told('runs_text', '{name} runs a text', { name: 'env -S' }) };
    else if (!value.startsWith('-')) break;
    else {
      own ||= name === 'env';
      const kind = runs.includes(value.split('=')[0] ?? '') ? (value.includes('=') ? 'alone' : 'valued') : option(value, lists);
      if (kind === 'unknown') unknown = told('option_unknown', '{name} has an option that is not known: {option}', { name, option: value });
      if (kind === 'valued') at++;
      if (name === 'sudo' && /^(-\w*[sie]\w*|--sh\w*|--lo\w*|--ed\w*)$/.test(value))
        return { ...joined(words.slice(at + 1)), unknown: told('starts_editor', '{name} starts a shell or an editor', { name: 'sudo' }) };
    }
  }
  const { scripts: set, doubt } = environmentFacts(assignmentsIn(assigned));
  const base: Unwrapped = { ...NOTHING, scripts: [...scripts, ...set], ...(doubt ? { doubt } : {}), ...(unknown ? { unknown } : {}) };
  if (wrapper.sub?.source !== '^' && wrapper.sub) {
    if (!wrapper.sub.test(words[at]?.value ?? '')) return { ...base, ...(words[at] && unknown ? {} : {}) };
    while (wrapper.sub.test(words[at]?.value ?? '') || /^-/.test(words[at]?.value ?? '')) at++;
  }
  const inner = withMark(name, words.slice(0, at), words.slice(at + (wrapper.skip ?? 0)));
  while (wrapper.skip && inner[0]?.value === '--') inner.shift();
  if (inner.length === 0 && name === 'parallel') return { ...base, unknown: told('runs_input', '{name} runs what it reads', { name }) };
  if (inner.length === 0 && name !== 'xargs') return base;
  if (wrapper.texts)
    return {
      ...base,
      scripts: [...base.scripts, ...inner.flatMap(({ value }) => (value === undefined ? [] : [value])), ...joined(inner).scripts],
    };
  if (wrapper.shell) return { ...joined(inner), ...(unknown ? { unknown } : {}) };
  const transparent = wrapper.transparent === true || (name === 'env' && !own);
  const handed = marked(name, words.slice(0, at), inner) ?? (wrapper.appends ? appended(inner) : [...inner]);
  return { ...base, commands: [handed], transparent };
}

/** Package managers that run a program: `npm exec rm x` is `npx rm x`. */
function executed(name: string, words: readonly ShellWord[]): Unwrapped | undefined {
  const kind = Object.hasOwn(EXECUTES, name) ? EXECUTES[name] : undefined;
  const npx = WRAPPERS.get('npx');
  const at = kind ? words.findIndex(({ value }) => kind.test(value ?? '')) : -1;
  const before = words.slice(0, Math.max(0, at)).filter(({ value = '' }, index) => {
    const previous = words[index - 1]?.value ?? '';
    return (
      !value.startsWith('-') && value !== 'workspace' && !/^(--prefix|-C|--cwd|--dir|-w|--workspace|-F|--filter|workspace)$/.test(previous)
    );
  });
  return npx && at !== -1 && before.length === 0 ? unwrapped(name, npx, words.slice(at + 1)) : undefined;
}
const EXECUTES: Readonly<Record<string, RegExp>> = { npm: /^(exec|x)$/, pnpm: /^(exec|dlx)$/, yarn: /^(exec|dlx)$/, bun: /^x$/ };

function option(value: string, { valued, flags }: { valued: string[]; flags: string[] }): 'valued' | 'alone' | 'unknown' {
  if (valued.includes(value)) return 'valued';
  if (flags.includes(value) || /^-\d+$/.test(value)) return 'alone';
  const [long = ''] = value.split('=');
  if (value.startsWith('--')) return value.includes('=') && (valued.includes(long) || flags.includes(long)) ? 'alone' : 'unknown';
  if (valued.some((short) => short.length === 2 && value.startsWith(short))) return 'alone';
  const letters = [...value.slice(1)].map((letter) => `-${letter}`);
  const last = letters.at(-1) ?? '';
  if (!letters.slice(0, -1).every((letter) => flags.includes(letter))) return 'unknown';
  return valued.includes(last) ? 'valued' : flags.includes(last) ? 'alone' : 'unknown';
}

/** `xargs -I %`: what stands for an argument is written as `{}`, so that it is known for one that nobody knows. */
function withMark(name: string, options: readonly ShellWord[], words: readonly ShellWord[]): ShellWord[] {
  const mark = name === 'xargs' ? found(options, '-I -J --replace')[0]?.value?.value : undefined;
  if (!mark || mark === '{}') return [...words];
  return words.map((word) => (word.value?.includes(mark) ? knownWord(word.value.replaceAll(mark, '{}')) : word));
}

/** `xargs -I {}`: words that are nothing but the mark stand for an argument, and none is added. */
function marked(name: string, options: readonly ShellWord[], words: readonly ShellWord[]): ShellWord[] | undefined {
  if (name !== 'xargs' || found(options, '-I')[0] === undefined || !words.slice(1).some(({ value }) => value === '{}')) return undefined;
  return words.map((word) => (word.value === '{}' ? { raw: '{}', handed: true } : word));
}

/** Words that a shell reads as one text. */
export function joined(words: readonly ShellWord[]): Unwrapped {
  if (words.some(({ value }) => value === undefined))
    return { ...NOTHING, unknown: told('text_unknown', 'a text that is not known is run: {text}', { text: wordsText(words) }) };
  return words.length === 0 ? NOTHING : { ...NOTHING, scripts: [words.map(({ value }) => value).join(' ')] };
}

function splitText(option: string, words: readonly ShellWord[]): Unwrapped {
  const own = option.replace(/^(-\w*S|--[a-z-]+=?)/, '');
  return joined(own === '' ? words : [{ raw: own, value: own }, ...words]);
}

function afterOption(words: readonly ShellWord[], options: string): Unwrapped {
  const value = found(words, options)[0]?.value;
  return value ? joined([value]) : { ...NOTHING, unknown: STARTS_SHELL };
}

function sourced(words: readonly ShellWord[]): Unwrapped {
  const file = words[0]?.value;
  return {
    ...NOTHING,
    unknown: told('runs_file', 'it runs the file {path}', { path: words[0]?.raw ?? '' }),
    ...(file === undefined ? {} : { file }),
  };
}

function settings(words: readonly ShellWord[], name: string): Unwrapped {
  const { scripts, doubt } = environmentFacts(assignmentsIn(words));
  const open = words.some(({ raw, value }) => value === undefined && !/^\w+=/.test(raw));
  const nameref = words.some(({ value }) => /^-\w*[nif]/.test(value ?? '')) || words.some(({ value }) => /\[.*[$`]/.test(value ?? ''));
  return {
    ...NOTHING,
    scripts,
    ...(doubt ? { doubt } : {}),
    ...(open || nameref ? { unknown: told('sets_unknown', 'what {name} sets is not known', { name }) } : {}),
  };
}

function find(words: readonly ShellWord[]): Unwrapped {
  const commands: ShellWord[][] = [];
  const { writes, doubt } = { ...optionFacts('find', words), ...findFacts(words) };
  for (let at = 0; at < words.length; at++) {
    if (!/^-(exec|ok)(dir)?$/.test(words[at]?.value ?? '')) continue;
    const end = execEnd(words, at);
    commands.push(words.slice(at + 1, end === -1 ? undefined : end).map(foundFile));
    if (end === -1) break;
    at = end;
  }
  return { ...NOTHING, commands, ...(writes.length > 0 ? { writes } : {}), ...(doubt ? { doubt } : {}) };
}

/** Inside of a word `{}` stands for a name as well, but it is not the file that the word names. */
function foundFile(word: ShellWord): ShellWord {
  if (word.value === '{}') return { raw: '{}', handed: true };
  return word.value?.includes('{}') ? { raw: '{}' } : word;
}

function findFacts(words: readonly ShellWord[]): { writes: (string | undefined)[]; doubt?: Doubt } {
  const writes = words.flatMap(({ value }, at) => (/^-(fprint0?|fprintf|fls)$/.test(value ?? '') ? [words[at + 1]?.value] : []));
  if (words.some(({ value }) => value === '-delete'))
    return { writes, doubt: { ...told('removes', '{name} removes files', { name: 'find -delete' }), word: '-delete' } };
  if (words.some(({ value }) => /^-files0-from/.test(value ?? '')))
    return { writes, doubt: told('looks_unknown', 'where {name} looks is not known', { name: 'find' }) };
  const open = words.find((word) => word.open && !/^"[\w./@]/.test(word.raw));
  return open
    ? {
        writes,
        doubt: { ...told('may_be_option', '{name} gets {word}, which may be an option', { name: 'find', word: open.raw }), open: true },
      }
    : { writes };
}

function isExec({ value = '' }: ShellWord): boolean {
  return /^(-[a-zA-Z]*[xX]|--exec(-batch)?)$/.test(value);
}

function appended(words: readonly ShellWord[]): ShellWord[] {
  return words.length === 0 ? [knownWord('echo')] : [...words, { raw: '…', handed: true }];
}

/** Scripts of sed that only print and replace are known; all others may run and write. */
function sed(words: readonly ShellWord[]): Unwrapped {
  const given = found(words, '-e --expression');
  const free = words.filter(({ value, raw }) => (value === undefined ? !raw.startsWith('-') : !value.startsWith('-')));
  const scripts = given.length > 0 ? given.map(({ value }) => value) : free.slice(0, 1);
  const files = given.length > 0 ? free.filter((word) => !scripts.includes(word)) : free.slice(1);
  const inPlace = words.some(({ value = '' }) => /^-[a-zA-Z]*i|^--in/.test(value) && !/^-e./.test(value));
  const hidden = found(words, '-f --file')[0] ?? scripts.some((script) => script?.value === undefined || !isPlainSed(script.value));
  return {
    ...NOTHING,
    ...(inPlace ? { writes: files.map(({ value }) => value) } : {}),
    ...(hidden ? { doubt: scriptUnseen('sed') } : {}),
  };
}

function awk(words: readonly ShellWord[], name: string): Unwrapped {
  const options = optionFacts(name, words);
  const at = words.findIndex(({ value }, index) => !value?.startsWith('-') && !/^-[vF]$/.test(words[index - 1]?.value ?? ''));
  const script = words[at]?.value;
  const doubt = options.doubt ?? (script === undefined || !isPlainAwk(script) ? scriptUnseen('awk') : undefined);
  const inPlace = words.some(({ value = '' }) => /inplace/.test(value));
  return { ...NOTHING, ...(inPlace ? { writes: words.slice(at + 1).map(({ value }) => value) } : {}), ...(doubt ? { doubt } : {}) };
}

function interpreted(name: string, words: readonly ShellWord[], input: string | null | undefined): Doubt | undefined {
  const inline = interpreterOf(name);
  if (!inline) return undefined;
  const last = words.findIndex(
    ({ value }, at) =>
      value === undefined || (!value.startsWith('-') && !inline.test(value) && !INTERPRETER_VALUED.test(words[at - 1]?.value ?? '')),
  );
  const options = last === -1 ? words : words.slice(0, last);
  const code =
    options.find(({ value }) => inline.test(value ?? '')) ??
    (last === -1 ? undefined : words[last]?.value === undefined ? words[last] : undefined);
  if (code)
    return {
      ...told('runs_code', '{name} runs code that is not looked into: {code}', { name, code: code.raw }),
      word: code.value ?? code.raw,
    };
  const onlyAsks = words.length > 0 && words.every(({ value }) => /^(-[vVh]|--version|--help)$/.test(value ?? ''));
  if (
    input !== undefined ||
    (last === -1 && !onlyAsks) ||
    words[last]?.value === '-' ||
    /^\/dev\/(stdin|fd)/.test(words[last]?.value ?? '')
  )
    return told('runs_input', '{name} runs what it reads', { name });
  return undefined;
}
