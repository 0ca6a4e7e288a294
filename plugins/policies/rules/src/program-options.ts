import { PROGRAMS } from './programs.ts';
import { type Told, told } from './told.ts';
import type { Doubt, ShellWord } from './words.ts';

/** What the options of one command do beside its own business. */
export interface OptionFacts {
  /** texts of commands that it is told to run */
  readonly scripts: string[];
  /** files that it is told to write, as written; undefined: not known */
  readonly writes: (string | undefined)[];
  /** why it cannot be told what it does */
  doubt?: Doubt;
}

/** Looks at the options of a program that is known to have dangerous ones. */
export function optionFacts(name: string, words: readonly ShellWord[]): OptionFacts {
  const facts: OptionFacts = { scripts: [], writes: [] };
  const program = PROGRAMS.get(name);
  if (!program) return facts;
  const bundle = /tar$/.test(name) ? (words[0]?.value ?? '') : '';
  if (/^[a-zA-Z]*[IF][a-zA-Z]*$/.test(bundle))
    facts.doubt = { ...told('runs_unseen', 'what {name} runs is not looked into', { name: `${name} ${bundle}` }), word: bundle };
  for (const { option, value } of found(words, program.runs)) {
    if (value?.value === undefined) facts.doubt = told('runs_unknown', '{name} runs what is not known', { name: `${name} ${option}` });
    else facts.scripts.push(value.value.replace(/^exec=/, ''));
  }
  for (const { option, value } of found(words, program.writes)) {
    if (value?.value === undefined) facts.writes.push(undefined);
    else if (/^[|!]/.test(value.value)) facts.scripts.push(value.value.replace(/^[|!]+/, ''));
    else if (value.value !== '-' || !/^(curl|wget|tree|sort)$/.test(name)) facts.writes.push(value.value);
    if (value === undefined) facts.doubt = told('program_writes', '{name} writes what is not known', { name: `${name} ${option}` });
  }
  // a whole option is no shorter spelling of another one
  const given = words.filter(({ value }) => !program.plain?.includes(value?.split('=')[0] ?? ''));
  const hidden =
    found(given, program.hides)[0]?.option ?? words.find(({ value, raw }) => program.words?.test(value ?? raw.replace(/^["']/, '')))?.raw;
  if (hidden !== undefined || (program.words?.source === '^' && words.length === 0))
    facts.doubt ??= { ...doesUnseen(name, hidden), word: hidden ?? name };
  const open = words.find((word) => word.open && !/^"[\w./@]/.test(word.raw));
  if (open && (program.runs || program.writes || program.hides) && !afterDashes(words, open))
    facts.doubt ??= { ...told('may_be_option', '{name} gets {word}, which may be an option', { name, word: open.raw }), open: true };
  return facts;
}

function doesUnseen(name: string, word: string | undefined): Told {
  return word === undefined
    ? told('input_unseen', 'what {name} does with its input is not looked into', { name })
    : told('word_unseen', 'what {name} does with {word} is not looked into', { name, word });
}

interface Found {
  option: string;
  value?: ShellWord;
}

/** Every use of the options: written out, shortened as GNU allows, `--x=y`, joined to their value, behind other letters. */
export function found(words: readonly ShellWord[], options = ''): Found[] {
  const names = options === '' ? [] : options.split(' ');
  return words.flatMap(({ value: word = '' }, at): Found[] => {
    if (!/^-./.test(word) || word === '--') return [];
    const [typed = ''] = word.split('=');
    const joined = word.includes('=') ? word.slice(typed.length + 1) : undefined;
    for (const name of names) {
      const next = words[at + 1];
      const exact = typed === name || (typed.startsWith('--') && typed.length > 2 && name.startsWith(typed));
      if (exact) return [{ option: name, value: joined === undefined ? next : { raw: joined, value: joined } }].map(complete);
      if (name.length !== 2 || word.startsWith('--')) continue;
      const place = /^-[a-zA-Z0-9]+/.exec(word)?.[0].indexOf(name[1] as string, 1) ?? -1;
      if (place < 1) continue;
      const rest = word.slice(place + 1).replace(/^=/, '');
      return [complete({ option: name, value: rest === '' ? next : { raw: rest, value: rest } })];
    }
    return [];
  });
}

function complete({ option, value }: { option: string; value: ShellWord | undefined }): Found {
  return value === undefined ? { option } : { option, value };
}

function afterDashes(words: readonly ShellWord[], word: ShellWord): boolean {
  const dashes = words.findIndex(({ value }) => value === '--');
  return dashes !== -1 && dashes < words.indexOf(word);
}
