import { type Told, told } from './told.ts';
import type { Unwrapped } from './unwrap.ts';
import type { ShellWord } from './words.ts';

const NOTHING: Unwrapped = { commands: [], scripts: [], transparent: false };
const LONG = /^--(posix|norc|noprofile|login|noediting|verbose|restricted|no-rcs|noglob)$/;

/** What a shell that is started runs: the text of `-c`, or what it reads. @param input text of a here-document; null: one that is not known */
export function unwrapShell(name: string, words: readonly ShellWord[], input: string | null | undefined): Unwrapped {
  for (let at = 0; at < words.length; at++) {
    const { value, raw } = words[at] as ShellWord;
    if (value === undefined)
      return { ...NOTHING, unknown: told('argument_unknown', '{name} gets an argument that is not known: {word}', { name, word: raw }) };
    if (/^-e/i.test(value) && /^(pwsh|powershell)$/.test(name)) return { ...NOTHING, unknown: unseen(name, value) };
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(value) || /^-?-(c|command|Command)$/.test(value)) return inline(name, words.slice(at + 1));
    if (/^[-+]\w*[oO]$/.test(value)) {
      const option = words[at + 1]?.value;
      if (!/^(pipefail|errexit|nounset|xtrace|noglob|posix|globstar|extglob|nullglob)$/.test(option ?? ''))
        return { ...NOTHING, unknown: unseen(name, value) };
      at++;
    } else if (/^--version$|^--help$/.test(value)) return NOTHING;
    else if (LONG.test(value) || value === '--') continue;
    else if (value.startsWith('--')) return { ...NOTHING, unknown: unseen(name, value) };
    else if (!/^[-+]/.test(value) && !/^\/(dev\/(stdin|fd)|proc)/.test(value)) return { ...NOTHING, file: value };
    else if (/^-\w*s/.test(value) || value.startsWith('/')) break;
    else if (/^-\w*i/.test(value)) return { ...NOTHING, unknown: told('starts_for_person', '{name} starts for a person', { name }) };
  }
  if (typeof input === 'string') return { commands: [], scripts: [input], transparent: true };
  return { ...NOTHING, unknown: told('runs_input', '{name} runs what it reads', { name }) };
}

function unseen(name: string, option: string): Told {
  return told('option_unseen', '{name} {option} is not looked into', { name, option });
}

/** The text, and what stands behind it as `$0`, `$1`: only known where it is not used. */
function inline(name: string, words: readonly ShellWord[]): Unwrapped {
  let at = 0;
  for (; at < words.length; at++) {
    const value = words[at]?.value;
    if (value !== undefined && /^[-+]\w*[oO]$/.test(value)) at++;
    else if (value === undefined || (!/^[-+]/.test(value) && value !== '')) break;
  }
  const script = words[at];
  if (script?.value === undefined) return { ...NOTHING, unknown: told('runs_unknown', '{name} runs what is not known', { name }) };
  const open = script.value.includes('{}')
    ? { unknown: told('runs_open', '{name} runs a text with words in it that are not known', { name }) }
    : {};
  return { commands: [], scripts: [script.value], transparent: true, ...open };
}
