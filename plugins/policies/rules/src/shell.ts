import type { Assignment, Command, Redirection, SyntaxNode } from 'unbash';
import { Arithmetic } from './arithmetic.ts';
import { assignedIn, isSteady, setsOwn, settledBy, settledValue, subscriptsOf, tellsMore } from './assigned.ts';
import { environmentFacts } from './environment.ts';
import { feeding, type Handed, handedTo } from './handed.ts';
import { loopValues } from './loop-values.ts';
import { found } from './program-options.ts';
import { mayRunWords } from './runners.ts';
import { type Told, told } from './told.ts';
import { programName, unwrap } from './unwrap.ts';
import type { Known } from './variables.ts';
import { type Doubt, knownWord, type ShellWord, shellWord, wordsText } from './words.ts';

/** One simple command. */
export interface ShellCommand {
  /** the name first; empty: assignments alone */
  readonly words: readonly ShellWord[];
  /** `NAME=value` before the name, as written */
  readonly assignments: readonly string[];
  /** as written */
  readonly raw: string;
  readonly redirected: boolean;
  /** what it runs in turn: `env rm`, `sh -c 'rm x'`, `xargs rm` */
  readonly inner: readonly ShellCommand[];
  /** commands in words that it may hand to a shell, here or elsewhere: `ssh host 'rm x'` */
  readonly texts?: readonly ShellCommand[];
  /** only `inner` is to be judged */
  readonly transparent: boolean;
  /** why it cannot be known what it runs */
  readonly unknown?: Told;
  /** why it may do more than its words say */
  readonly doubt?: Doubt;
  /** files that its options make it write, as written; undefined: not known */
  readonly writes?: readonly (string | undefined)[];
  /** a file whose text it runs */
  readonly file?: string;
  /** the files that stand in place of its words `handed` */
  readonly handed?: Handed;
  /** another program starts it: no builtin of the shell, whatever its name */
  readonly spawned?: true;
  /** nothing but assignments to variables that concern nobody else */
  readonly setsOwn?: true;
  /** reads variables as a text, which may hold what is not to be shown */
  readonly told?: true;
}

export interface ShellRedirect {
  readonly action: 'read' | 'write';
  /** undefined: it depends on expansion */
  readonly target?: string;
}

/** Everything a shell text would do, as far as it can be known without running it. */
export interface ShellFacts {
  readonly commands: ShellCommand[];
  readonly redirects: ShellRedirect[];
  /** where `cd` leads, in order; undefined: not known */
  readonly folders: (string | undefined)[];
  /** has parts that may run any number of times */
  repeats: boolean;
  /** what makes the whole text unknowable */
  readonly problems: Told[];
  /** what is evaluated as a number, and what variables may hold */
  readonly arithmetic: Arithmetic;
  /** patterns in lists of loops are looked up here; absent: nowhere */
  readonly folder?: string;
  /** such a pattern was replaced by what it matches */
  matched: boolean;
  /** defines functions, so that names may mean something else */
  defines: boolean;
}

type Unbash = Pick<typeof import('unbash'), 'parse' | 'forEachChild'>;

const MAX_COMMANDS = 500;
const MAX_DEPTH = 6;
/** words of one command that are looked into for commands */
const MAX_TEXT_WORDS = 64;
/** loops in each other whose variables are followed */
const MAX_LOOPS = 2;
const MAX_CHARS = 100_000;
const PLAIN = /^[\w./:@%+,=-]+(?: +[\w./:@%+,=-]+)*$/;
const RESERVED = /^(if|then|else|elif|fi|for|while|until|do|done|case|esac|select|function|in|time|coproc)$/;
const REPEATS = new Set(['For', 'While', 'Select', 'ArithmeticFor', 'Function']);
const HIDES_CODE = new Set(['TestUnary', 'TestBinary', 'ArithmeticCommand', 'ArithmeticExpansion', 'ArithmeticFor']);
/** Control characters, spaces that are none, and what is not seen at all: what a person reads would not be what runs. */
const UNSEEN =
  /\u034f|[\ufe00-\ufe0f]|[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/u;
/** what they run may be builtins */
const SAME_SHELL = /^(builtin|command|time|!|noglob|nocorrect|coproc)$/;
/** files that only stand for a stream */
const STREAMS = /^\/dev\/(null|zero|stdout|stderr|tty|fd\/\d+)$/;

let loading: Promise<Unbash> | undefined;
function parser(): Promise<Unbash> {
  loading ??= import('unbash');
  return loading;
}

/**
 * Reads a shell text. Loads the parser only for what is more than plain words. Never throws: what cannot be read is a problem.
 * @param folder where it starts; absent: nobody knows
 */
export async function readShell(text: string, folder?: string): Promise<ShellFacts> {
  const facts = noFacts(folder);
  const words = text.split(/ +/);
  if (UNSEEN.test(text)) facts.problems.push(told('invisible', 'it holds characters that cannot be seen'));
  if (text.length > MAX_CHARS) facts.problems.push(TOO_LONG);
  else if (PLAIN.test(text) && !words[0]?.includes('=') && !RESERVED.test(words[0] ?? '')) {
    const command = build({ words: words.map(knownWord), assignments: [], raw: text, redirected: false }, facts, undefined, 0);
    facts.commands.push(command);
    if (!needsParser(command)) return facts;
    facts.commands.length = facts.folders.length = facts.problems.length = 0;
    read(text, facts, await parser(), facts.commands, 0);
  } else read(text, facts, await parser(), facts.commands, 0);
  const { problem } = facts.arithmetic;
  if (problem) facts.problems.push(problem);
  return facts;
}

function noFacts(folder?: string): ShellFacts {
  const found = { commands: [], redirects: [], folders: [], problems: [], repeats: false, matched: false, defines: false };
  return { ...found, arithmetic: new Arithmetic(), ...(folder === undefined ? {} : { folder }) };
}

function needsParser(command: ShellCommand): boolean {
  return command.unknown === NEEDS_PARSER || command.inner.some(needsParser);
}
/** never shown: what is found so is read again with the parser */
const NEEDS_PARSER = unreadable('no parser');
const UNSEEN_EXPANSION = told('expansion', 'it has an expansion that is not looked into');
const TOO_LONG = told('too_long', 'it is too long to be looked into');
const TOO_DEEP = told('too_deep', 'it is nested too deeply');

function read(text: string, facts: ShellFacts, unbash: Unbash, sink: ShellCommand[], depth: number): void {
  if (depth > MAX_DEPTH) return void facts.problems.push(TOO_DEEP);
  let count = 0;
  const built = new Map<SyntaxNode, ShellCommand>();
  const fed = new Map<SyntaxNode, readonly SyntaxNode[]>();
  const visit = (node: SyntaxNode, source: string, known: Known): void => {
    if (++count > MAX_COMMANDS * 20 || facts.commands.length > MAX_COMMANDS) {
      if (!facts.problems.includes(TOO_LONG)) facts.problems.push(TOO_LONG);
      return;
    }
    const own = node.type === 'Script' && node.source !== undefined ? node.source : source;
    if (node.type === 'Script' && 'errors' in node && node.errors?.length) facts.problems.push(unreadable(node.errors[0]?.message ?? ''));
    if (node.type === 'Pipeline') feeding(node, fed);
    if (node.type === 'Command') {
      const feed = (fed.get(node) ?? []).flatMap((one) => built.get(one) ?? []);
      const command = simple(node, { source: own, facts, unbash, depth, known, feed });
      built.set(node, command);
      sink.push(command);
    }
    if (node.type === 'Redirected' && tellsMore(node.redirects, known)) facts.problems.push(UNSEEN_EXPANSION);
    if (node.type === 'HereDoc' && node.closing === undefined) facts.problems.push(told('endless', 'a text inside it has no end'));
    if (node.type === 'Redirect') redirect(node, facts, known);
    if (REPEATS.has(node.type)) facts.repeats = true;
    evaluates(node, own, facts.arithmetic);
    if (HIDES_CODE.has(node.type) && isNumeric(node) && hidesCode(node, own))
      facts.problems.push(told('expression', 'it has an expression that is not looked into'));
    if (node.type === 'Transform' || node.type === 'Unknown') facts.problems.push(UNSEEN_EXPANSION);
    const loop =
      steady && node.type === 'For' && loops(known) < MAX_LOOPS
        ? loopValues(node, text, known, depth === 0 ? facts.folder : undefined)
        : undefined;
    facts.matched ||= loop?.matched === true;
    if (loop && node.type === 'For')
      for (const value of loop.values) visit(node.body, own, new Map([...known, [node.name.value, value], [LOOPS, `${loops(known) + 1}`]]));
    else if (node === root && node.type === 'Script') {
      let now = known;
      for (const statement of node.commands) {
        visit(statement, own, now);
        const settled = steady && settledBy(statement, text, now);
        if (settled) now = new Map([...now, settled]);
      }
    } else if (node.type === 'AndOr' && node.commands[0]?.type === 'Command') {
      const settled = steady && settledValue(node.commands[0], text, known);
      for (const [at, child] of node.commands.entries()) visit(child, own, settled && at > 0 ? new Map([...known, settled]) : known);
    } else unbash.forEachChild(node, (child) => visit(child, own, known));
  };
  let root: SyntaxNode | undefined;
  let steady = false;
  try {
    root = unbash.parse(text);
    facts.defines ||= defines(root, unbash);
    steady = isSteady(root, text, unbash.forEachChild);
    visit(root, text, assignedIn(root, unbash.forEachChild));
  } catch (error) {
    facts.problems.push(unreadable(error instanceof Error ? error.message : String(error)));
  }
}

function unreadable(problem: string): Told {
  return told('unreadable', 'it cannot be read as a shell command: {problem}', { problem });
}

/** Where a number is wanted, and loops that set variables. */
function evaluates(node: SyntaxNode, source: string, arithmetic: Arithmetic): void {
  const text = source.slice(node.pos, node.end);
  if (node.type === 'For') {
    const words = node.wordlist?.map((word) => source.slice(word.pos, word.end)) ?? [undefined];
    for (const word of words) arithmetic.set(node.name.value, word);
    arithmetic.sets(node.name.value);
  } else if (node.type === 'Select') {
    arithmetic.set(node.name.value, undefined);
    arithmetic.sets(node.name.value);
  } else if (node.type === 'Coproc' && node.name) arithmetic.sets(node.name.value);
  else if (node.type === 'FileDescriptorVariable') arithmetic.sets(node.name);
  else if (node.type === 'ArithmeticCommand' || node.type === 'ArithmeticExpansion') arithmetic.evaluate(text);
  else if (node.type === 'ArithmeticFor') arithmetic.evaluate(source.slice(node.pos, node.body.pos).replace(/^for\b|;?\s*(do\s*)?$/g, ''));
  else if (node.type === 'TestBinary' && /^-(eq|ne|lt|le|gt|ge)$/.test(node.operator)) arithmetic.evaluate(text);
  else if (node.type === 'TestUnary' && /^-[vR]$/.test(node.operator)) arithmetic.evaluate(text.replace(/^-\w\s*/, ''));
  else if (node.type === 'ParameterExpansion') {
    const [, index = '', slice = ''] = /^\$\{!?[\w@*#]+(\[[^\]]*\])?(?::(?![-+=?])([\s\S]*))?/.exec(node.text) ?? [];
    if (/^\$\{\w+(\[[^\]]*\])?:?=/.test(node.text)) {
      arithmetic.set(node.parameter, undefined);
      arithmetic.sets(node.parameter);
    }
    // `${!a}` looks up what `a` holds, subscripts in it included; `${!a*}` and `${!a[@]}` list names
    const [, pointer = ''] = /^\$\{!(\w+)(?![\w@*]|\[[@*]\])/.exec(node.text) ?? [];
    arithmetic.evaluate(pointer);
    if (!/^\[[@*]\]$/.test(index)) arithmetic.evaluate(index);
    arithmetic.evaluate(slice);
  }
}

/** no name of a variable: how many loops are followed */
const LOOPS = ' loops';

function loops(known: Known): number {
  return Number(known.get(LOOPS) ?? 0);
}

function defines(node: SyntaxNode, unbash: Unbash): boolean {
  let found = false;
  const visit = (one: SyntaxNode): void => {
    found ||= one.type === 'Function';
    if (!found) unbash.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

/** Whether an expression wants numbers, or names of variables: tests of texts and files do not. */
function isNumeric(node: SyntaxNode): boolean {
  if (node.type === 'TestUnary') return !/^-[a-uw-zA-QS-Z]$/.test(node.operator);
  return node.type !== 'TestBinary' || !/^(==?|!=|=~|<|>|-nt|-ot|-ef)$/.test(node.operator);
}

/** Numbers in tests and arithmetic are evaluated: a quoted `a[$(rm x)]` runs rm. */
function hidesCode(node: SyntaxNode, source: string): boolean {
  const text = source.slice(node.pos, node.end);
  return /['"\\][\s\S]*[`$]/.test(text);
}

interface Place {
  source: string;
  facts: ShellFacts;
  unbash: Unbash;
  depth: number;
  known: Known;
  /** commands whose output it reads, the first ones first */
  feed: readonly ShellCommand[];
}

function simple(node: Command, { source, facts, unbash, depth, known, feed }: Place): ShellCommand {
  const words = node.name ? [shellWord(node.name, known)] : [];
  for (const argument of node.args) words.push(argument.type === 'Word' ? shellWord(argument, known) : assigning(argument, known));
  const set = node.prefix.flatMap((part) => (part.type === 'Assignment' ? [part] : []));
  const assignments = set.map(({ text }) => text);
  for (const { text, name } of set) {
    facts.arithmetic.set(name, text.slice(text.indexOf('=') + 1));
    facts.arithmetic.evaluate(/^\w+\[([\s\S]*?)\]\+?=/.exec(text)?.[1] ?? '');
  }
  for (const one of [...set, ...node.args])
    if (one.type === 'Assignment') for (const subscript of subscriptsOf(one)) facts.arithmetic.evaluate(subscript);
  const base = { words, assignments, raw: source.slice(node.pos, node.end), redirected: node.redirects.length > 0 };
  const whole = build(base, facts, unbash, depth, inputOf(node.redirects), feed);
  const command: ShellCommand = tellsMore(node.redirects, known) ? { ...whole, told: true } : whole;
  if (set.length === 0) return command;
  if (words.length === 0 && set.every((one) => setsOwn(one, known))) return { ...command, setsOwn: true };
  if (isReadSplit(words, assignments)) return { ...command, assignments: [] };
  const values = set.map(({ name, value }) => ({ name, value: value.type === 'Word' ? shellWord(value, known).value : undefined }));
  const environment = environmentFacts(values);
  const inner = [...command.inner];
  for (const script of environment.scripts) read(script, facts, unbash, inner, depth + 1);
  // a doubt that is only about some rules must not stand before one that is about all
  const doubt = command.doubt?.about ? (environment.doubt ?? command.doubt) : (command.doubt ?? environment.doubt);
  return { ...command, inner, transparent: false, ...(doubt ? { doubt } : {}) };
}

/** `IFS= read -r line`: how this one line is split. */
function isReadSplit(words: readonly ShellWord[], assignments: readonly string[]): boolean {
  return (
    words[0]?.value === 'read' && assignments.length === 1 && /^IFS=(|[,:;|]|'[^']*'|\$'\\[tn]'|"[^"$`\\]*")$/.test(assignments[0] ?? '')
  );
}

/** `NAME=value` as an argument: of export, of env. */
function assigning({ text, value, index }: Assignment, known: Known): ShellWord {
  const word = value.type === 'Word' && index === undefined ? shellWord(value, known).value : undefined;
  return word === undefined ? { raw: text } : { raw: text, value: text.slice(0, text.indexOf('=') + 1) + word };
}

function build(
  base: Pick<ShellCommand, 'words' | 'assignments' | 'raw' | 'redirected'>,
  facts: ShellFacts,
  unbash: Unbash | undefined,
  depth: number,
  input?: string | null,
  feed: readonly ShellCommand[] = [],
): ShellCommand {
  const { commands, scripts, transparent, unknown, doubt, writes, file } = unwrap(base.words, input);
  const inner: ShellCommand[] = [];
  note(base.words, facts);
  facts.arithmetic.command(base.words);
  if (depth >= MAX_DEPTH) return { ...base, inner, transparent: false, unknown: TOO_DEEP };
  if (scripts.length > 0 && !unbash) return { ...base, inner, transparent: false, unknown: NEEDS_PARSER };
  const handed = handedTo(base.words, facts.defines ? [] : feed);
  const spawned = SAME_SHELL.test(programName(base.words[0]?.value ?? '')) ? {} : ({ spawned: true } as const);
  for (const [at, words] of commands.entries()) {
    const one = build({ words, assignments: [], raw: wordsText(words), redirected: false }, facts, unbash, depth + 1);
    inner.push({ ...one, ...spawned, ...(handed[at] ? { handed: handed[at] } : {}) });
  }
  for (const script of scripts) if (unbash) read(script, facts, unbash, inner, depth + 1);
  const texts = unbash ? inTexts(base.words, unbash, depth + 1) : [];
  const more = {
    ...(texts.length > 0 ? { texts } : {}),
    ...(unknown ? { unknown } : {}),
    ...(doubt ? { doubt } : {}),
    ...(writes ? { writes } : {}),
    ...(file === undefined ? {} : { file }),
  };
  return { ...base, inner, transparent: transparent && !writes, ...more };
}

/** Words with spaces in them, and all words together, of programs that may give them to a shell. */
function inTexts(words: readonly ShellWord[], unbash: Unbash, depth: number): ShellCommand[] {
  const name = programName(words[0]?.value ?? '');
  if (!mayRunWords(name) || words.length > MAX_TEXT_WORDS) return [];
  const found: ShellCommand[] = [];
  for (const { value = '' } of words.slice(1)) {
    if (!/\s/.test(value)) continue;
    const facts = noFacts();
    read(value.replace(/^--?[\w-]+=/, ''), facts, unbash, found, depth);
    const [unknown] = facts.problems;
    // another shell may read what this one cannot
    if (unknown) found.push({ words: [], assignments: [], raw: value, redirected: false, inner: [], transparent: false, unknown });
  }
  return found;
}

function note(words: readonly ShellWord[], facts: ShellFacts): void {
  const name = words[0]?.value;
  if (name === 'env' || name === 'sudo') {
    const option = name === 'env' ? '-C --chdir' : '-D --chdir -R --chroot';
    facts.folders.push(...found(words.slice(1), option).map(({ value }) => value?.value));
    return;
  }
  if (name !== 'cd' && name !== 'pushd') return;
  const target = words.slice(1).find(({ value }) => value === undefined || value === '-' || !/^[-+]/.test(value));
  facts.folders.push(target === undefined && name === 'cd' ? '~' : target?.value === '-' ? undefined : target?.value);
}

/** The text that a here-document or here-string gives to the command; null: it is not known. */
function inputOf(redirects: readonly Redirection[]): string | null | undefined {
  for (const redirect of redirects.toReversed()) {
    if (redirect.type === 'HereString') return redirect.target ? (shellWord(redirect.target).value ?? null) : null;
    if (redirect.type === 'HereDoc')
      return redirect.body.parts?.every(({ type }) => type === 'Literal') === false ? null : redirect.body.text;
  }
  return undefined;
}

function redirect(node: Extract<SyntaxNode, { type: 'Redirect' }>, facts: ShellFacts, known: Known): void {
  const target = node.target && shellWord(node.target, known).value;
  if ((node.operator === '>&' || node.operator === '<&') && target !== undefined && /^(\d+-?|-)$/.test(target)) return;
  if (target !== undefined && STREAMS.test(target)) return;
  if (node.operator === '<>') facts.redirects.push({ action: 'read', ...(target === undefined ? {} : { target }) });
  facts.redirects.push({ action: node.operator === '<' ? 'read' : 'write', ...(target === undefined ? {} : { target }) });
}
