import type { Command, Redirection, SyntaxNode } from 'unbash';
import { unwrap } from './unwrap.ts';
import { knownWord, type ShellWord, shellWord, wordsText } from './words.ts';

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
  /** only `inner` is to be judged */
  readonly transparent: boolean;
  /** why it cannot be known what it runs */
  readonly unknown?: string;
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
  readonly problems: string[];
}

type Unbash = Pick<typeof import('unbash'), 'parse' | 'forEachChild'>;

const MAX_COMMANDS = 500;
const MAX_DEPTH = 6;
const MAX_CHARS = 100_000;
const PLAIN = /^[\w./:@%+,=-]+(?: +[\w./:@%+,=-]+)*$/;
const RESERVED = /^(if|then|else|elif|fi|for|while|until|do|done|case|esac|select|function|in|time|coproc)$/;
/** files that only stand for a stream */
const REPEATS = new Set(['For', 'While', 'Select', 'ArithmeticFor', 'Function']);
const HIDES_CODE = new Set(['TestUnary', 'TestBinary', 'ArithmeticCommand', 'ArithmeticExpansion', 'ArithmeticFor']);
const STREAMS = /^\/dev\/(null|zero|stdout|stderr|tty|fd\/\d+)$/;

/** Reads a shell text. Loads the parser only for what is more than plain words. Never throws: what cannot be read is a problem. */
export async function readShell(text: string): Promise<ShellFacts> {
  const facts: ShellFacts = { commands: [], redirects: [], folders: [], repeats: false, problems: [] };
  const words = text.split(/ +/);
  if (text.length > MAX_CHARS) facts.problems.push('it is too long to be looked into');
  else if (PLAIN.test(text) && !words[0]?.includes('=') && !RESERVED.test(words[0] ?? '')) {
    const command = build({ words: words.map(knownWord), assignments: [], raw: text, redirected: false }, facts, undefined, 0);
    facts.commands.push(command);
    if (!needsParser(command)) return facts;
    facts.commands.length = facts.folders.length = facts.problems.length = 0;
    read(text, facts, await import('unbash'), facts.commands, 0);
  } else read(text, facts, await import('unbash'), facts.commands, 0);
  return facts;
}

function needsParser(command: ShellCommand): boolean {
  return command.unknown === NEEDS_PARSER || command.inner.some(needsParser);
}
const NEEDS_PARSER = 'a text inside was not read';

function read(text: string, facts: ShellFacts, unbash: Unbash, sink: ShellCommand[], depth: number): void {
  if (depth > MAX_DEPTH) return void facts.problems.push('it is nested too deeply');
  let count = 0;
  const visit = (node: SyntaxNode, source: string): void => {
    if (++count > MAX_COMMANDS * 20 || facts.commands.length > MAX_COMMANDS) {
      if (!facts.problems.includes('it is too long to be looked into')) facts.problems.push('it is too long to be looked into');
      return;
    }
    const own = node.type === 'Script' && node.source !== undefined ? node.source : source;
    if (node.type === 'Script' && 'errors' in node && node.errors?.length)
      facts.problems.push(`it cannot be read as a shell command: ${node.errors[0]?.message}`);
    if (node.type === 'Command') sink.push(simple(node, own, facts, unbash, depth));
    if (node.type === 'Redirect') redirect(node, facts);
    if (REPEATS.has(node.type)) facts.repeats = true;
    if (HIDES_CODE.has(node.type) && hidesCode(node, own)) facts.problems.push('it has an expression that is not looked into');
    if (node.type === 'Transform' || node.type === 'Unknown') facts.problems.push('it has an expansion that is not looked into');
    unbash.forEachChild(node, (child) => visit(child, own));
  };
  try {
    visit(unbash.parse(text), text);
  } catch (error) {
    facts.problems.push(`it cannot be read as a shell command: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Numbers in tests and arithmetic are evaluated: a quoted `a[$(rm x)]` runs rm. */
function hidesCode(node: SyntaxNode, source: string): boolean {
  const text = source.slice(node.pos, node.end);
  return /['"\\][\s\S]*[`$]/.test(text);
}

function simple(node: Command, source: string, facts: ShellFacts, unbash: Unbash, depth: number): ShellCommand {
  const words = node.name ? [shellWord(node.name)] : [];
  for (const argument of node.args) words.push(argument.type === 'Word' ? shellWord(argument) : { raw: argument.text });
  const assignments = node.prefix.flatMap((part) => (part.type === 'Assignment' ? [part.text] : []));
  const base = { words, assignments, raw: source.slice(node.pos, node.end), redirected: node.redirects.length > 0 };
  return build(base, facts, unbash, depth, inputOf(node.redirects));
}

function build(
  base: Pick<ShellCommand, 'words' | 'assignments' | 'raw' | 'redirected'>,
  facts: ShellFacts,
  unbash: Unbash | undefined,
  depth: number,
  input?: string | null,
): ShellCommand {
  const { commands, scripts, transparent, unknown } = unwrap(base.words, input);
  const inner: ShellCommand[] = [];
  note(base.words, facts);
  if (depth >= MAX_DEPTH) return { ...base, inner, transparent: false, unknown: 'it is nested too deeply' };
  if (scripts.length > 0 && !unbash) return { ...base, inner, transparent: false, unknown: NEEDS_PARSER };
  for (const words of commands)
    inner.push(build({ words, assignments: [], raw: wordsText(words), redirected: false }, facts, unbash, depth + 1));
  for (const script of scripts) if (unbash) read(script, facts, unbash, inner, depth + 1);
  return { ...base, inner, transparent, ...(unknown ? { unknown } : {}) };
}

function note(words: readonly ShellWord[], facts: ShellFacts): void {
  const name = words[0]?.value;
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

function redirect(node: Extract<SyntaxNode, { type: 'Redirect' }>, facts: ShellFacts): void {
  const target = node.target && shellWord(node.target).value;
  if ((node.operator === '>&' || node.operator === '<&') && target !== undefined && /^(\d+-?|-)$/.test(target)) return;
  if (target !== undefined && STREAMS.test(target)) return;
  facts.redirects.push({ action: node.operator === '<' ? 'read' : 'write', ...(target === undefined ? {} : { target }) });
}
