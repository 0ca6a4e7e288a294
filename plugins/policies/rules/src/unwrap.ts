import { knownWord, type ShellWord, wordsText } from './words.ts';
import { SHELLS, WRAPPERS, type Wrapper } from './wrappers.ts';

/** What a command runs in turn. */
export interface Unwrapped {
  /** further commands, as words */
  commands: ShellWord[][];
  /** further shell texts */
  scripts: string[];
  /** only what it runs is to be judged */
  transparent: boolean;
  /** why it cannot be known what it runs */
  unknown?: string;
}

const NOTHING: Unwrapped = { commands: [], scripts: [], transparent: false };

/** Looks into one command, one level deep. @param input text of a here-document that it reads; null: one that is not known */
export function unwrap(words: readonly ShellWord[], input?: string | null): Unwrapped {
  const [first, ...rest] = words;
  if (first?.value === undefined) return first ? { ...NOTHING, unknown: `the command's name is not known: ${first.raw}` } : NOTHING;
  const name = first.value.slice(first.value.lastIndexOf('/') + 1);
  if (SHELLS.has(name)) return shell(name, rest, input);
  if (name === 'eval') return { ...joined(rest), unknown: 'eval runs a text' };
  if (name === 'su' || name === 'script') return afterOption(rest, ['-c', '--command']);
  if (name === 'trap') return rest.length > 1 ? joined(rest.slice(0, 1)) : NOTHING;
  if (name === 'find') return find(rest);
  if (name === 'fd' || name === 'fdfind')
    return rest.some(isExec) ? { ...NOTHING, commands: [appended(rest.slice(rest.findIndex(isExec) + 1))] } : NOTHING;
  if (name === 'command' && /^-[vV]+$/.test(rest[0]?.value ?? '')) return NOTHING;
  const wrapper = WRAPPERS.get(name);
  return wrapper ? wrapped(name, wrapper, rest) : NOTHING;
}

function wrapped(name: string, wrapper: Wrapper, words: readonly ShellWord[]): Unwrapped {
  let at = 0;
  let unknown: string | undefined;
  let own = false;
  for (; at < words.length; at++) {
    const { value, raw } = words[at] as ShellWord;
    if (value === undefined) return { ...NOTHING, unknown: `${name} runs what is not known: ${raw}` };
    if (value === '--') {
      at++;
      break;
    }
    if (wrapper.assignments && /^\w+=/.test(value)) own = true;
    else if (name === 'env' && /^(-S|--split-string)/.test(value))
      return { ...joined(words.slice(at + 1)), unknown: 'env -S splits a text' };
    else if (!value.startsWith('-')) break;
    else {
      own ||= name === 'env';
      const kind = option(value, wrapper);
      if (kind === 'unknown') unknown = `${name} has an option that is not known: ${value}`;
      if (kind === 'valued') at++;
      if (name === 'sudo' && /^(-\w*[si]\w*|--shell|--login)$/.test(value))
        return { ...joined(words.slice(at + 1)), unknown: 'sudo starts a shell' };
    }
  }
  const inner = words.slice(at + (wrapper.skip ?? 0));
  if (inner.length === 0) return unknown ? { ...NOTHING, unknown } : NOTHING;
  if (wrapper.shell) return joined(inner);
  const transparent = wrapper.transparent === true || (name === 'env' && !own);
  return { commands: [wrapper.appends ? appended(inner) : inner], scripts: [], transparent, ...(unknown ? { unknown } : {}) };
}

function option(value: string, { valued = [], flags = [] }: Wrapper): 'valued' | 'alone' | 'unknown' {
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

function shell(name: string, words: readonly ShellWord[], input: string | null | undefined): Unwrapped {
  for (const [at, { value, raw }] of words.entries()) {
    if (value === undefined) return { ...NOTHING, unknown: `${name} gets an argument that is not known: ${raw}` };
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(value)) {
      const script = words.slice(at + 1).find((word) => word.value === undefined || !/^[-+]/.test(word.value));
      if (script?.value === undefined) return { ...NOTHING, unknown: `${name} runs a text that is not known` };
      return { commands: [], scripts: [script.value], transparent: true };
    }
    if (/^[-+]o$/.test(value) || value.startsWith('--')) return { ...NOTHING, unknown: `${name} ${value} is not looked into` };
    if (!/^[-+]/.test(value)) return NOTHING;
    if (/^-\w*s/.test(value)) break;
  }
  if (typeof input === 'string') return { commands: [], scripts: [input], transparent: true };
  return { ...NOTHING, unknown: `${name} runs what it reads` };
}

/** Words that a shell reads as one text. */
function joined(words: readonly ShellWord[]): Unwrapped {
  if (words.some(({ value }) => value === undefined))
    return { ...NOTHING, unknown: `a text that is not known is run: ${wordsText(words)}` };
  return words.length === 0 ? NOTHING : { ...NOTHING, scripts: [words.map(({ value }) => value).join(' ')] };
}

function afterOption(words: readonly ShellWord[], options: readonly string[]): Unwrapped {
  const at = words.findIndex(({ value }) => value !== undefined && options.includes(value));
  if (at === -1) return { ...NOTHING, unknown: 'it starts a shell' };
  return joined(words.slice(at + 1, at + 2));
}

function find(words: readonly ShellWord[]): Unwrapped {
  const commands: ShellWord[][] = [];
  for (let at = 0; at < words.length; at++) {
    if (!/^-(exec|ok)(dir)?$/.test(words[at]?.value ?? '')) continue;
    const end = words.findIndex(({ value }, index) => index > at && (value === ';' || value === '+'));
    commands.push(words.slice(at + 1, end === -1 ? undefined : end));
    if (end === -1) break;
    at = end;
  }
  return { ...NOTHING, commands };
}

function isExec({ value }: ShellWord): boolean {
  return value === '-x' || value === '-X' || value === '--exec' || value === '--exec-batch';
}

function appended(words: readonly ShellWord[]): ShellWord[] {
  return words.length === 0 ? [knownWord('echo')] : [...words, { raw: '…' }];
}
