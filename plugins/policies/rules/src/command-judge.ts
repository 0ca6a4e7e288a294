import { existsSync } from 'node:fs';
import { allowTexts, denyTexts, hasUnknownWords } from './command-texts.ts';
import { foreignProgram, gitPlace } from './foreign-programs.ts';
import { type Hidden, hiddenCommand } from './hidden-commands.ts';
import { judgePath, pathTools } from './judge-path.ts';
import { matchesOptions } from './option-sets.ts';
import { isLiteral, literalText, matchesText, parseTextPattern } from './pattern.ts';
import { readPaths } from './read-only.ts';
import { isReader } from './readers.ts';
import { ruinedBy } from './ruins.ts';
import type { Effect, Rule } from './rules.ts';
import type { ShellCommand } from './shell.ts';
import { throughProcess } from './through-process.ts';
import { type Told, told } from './told.ts';
import { byRule, type Case, strictest, type Verdict } from './verdict.ts';
import { WholeReads } from './whole-reads.ts';
import { writePaths } from './write-paths.ts';

export interface Scope {
  kase: Case;
  /** those about commands */
  rules: readonly Rule[];
}

/** xargs with a file of its own to read names from */
const NAMES_FILE = /^(\S*\/)?xargs\b.*\s(-\w*a|--arg)/;
/** Archivers that read the names of files from their input. */
const NAMES_INPUT = /^(\S*\/)?(cpio\b.*\s(-\w*[op]|--create|--pass)|zip\b.*\s(-\w*@|--names))/;
const MAX_MENTIONS = 32;
/** Programs that hand contents on under another name. */
const HANDS_ON = /^(cp|mv|ln|install|rsync|scp|tar|zip|7z|gzip|bzip2|xz|zstd|dd|cpio|curl|openssl)$/;

/** Judges simple commands, with all that they run, and the files that they are known to touch. */
export class CommandJudge {
  readonly #case: Case;
  /** the same where writing in the workspace needs no asking */
  readonly #accepted: Case;
  readonly #rules: readonly Rule[];
  readonly #strict: readonly Rule[];
  readonly #folders: readonly string[] | undefined;
  readonly #allowsAll: Rule | undefined;
  /** rules that deny files, so that a file that is not known may be one of theirs */
  readonly #guarded: boolean;
  /** rules that deny anything that a command may do: what cannot be known is asked about in mode full, too */
  readonly #holds: boolean;
  /** commands in the files that a command runs: scripts of packages, of shells */
  readonly #whole: WholeReads;
  readonly #scripts: ReadonlyMap<ShellCommand, readonly ShellCommand[]>;
  /** by names of programs */
  readonly #foreigns = new Map<string, Told | undefined>();
  /** something in it must be asked whatever is allowed */
  unsettled = false;

  constructor(
    { kase, rules }: Scope,
    folders: readonly string[] | undefined,
    scripts: ReadonlyMap<ShellCommand, readonly ShellCommand[]> = new Map(),
  ) {
    this.#case = kase;
    this.#rules = rules.filter(({ pattern }) => pattern !== undefined);
    this.#strict = this.#rules.filter(({ effect }) => effect !== 'allow');
    this.#folders = folders;
    this.#accepted = { ...kase, request: { ...kase.request, mode: 'accept-edits' } };
    this.#scripts = scripts;
    this.#allowsAll = rules.find(({ effect, pattern }) => effect === 'allow' && pattern === undefined);
    this.#guarded = kase.rules.some(({ effect, text }) => effect === 'deny' && /^(read|edit|write|\*)/.test(text));
    this.#whole = new WholeReads(kase, folders, this);
    this.#holds = this.#guarded || this.#strict.some(({ effect }) => effect === 'deny');
  }

  /** In mode plan a command that is asked about for any reason is denied where it would be denied without that reason. */
  judge(command: ShellCommand): Verdict {
    const inner = command.inner.map((one) => this.judge(one));
    const verdict = this.#judge(command, inner);
    return verdict.effect === 'ask' && this.#case.request.mode === 'plan' ? strictest([verdict, this.#allowed(command, inner)]) : verdict;
  }

  #judge(command: ShellCommand, inner: readonly Verdict[]): Verdict {
    const texts = [...denyTexts(command)];
    const denied = this.#find('deny', texts, command);
    if (denied) return { ...byRule('deny', denied), ...deniedPart(denied, command) };
    const innerDenied = inner.find(({ effect }) => effect === 'deny');
    if (innerDenied) return innerDenied;
    const script = this.#script(command);
    if (script?.effect === 'deny') return script;
    const hidden = hiddenCommand(command, this.#strict);
    if (hidden?.certain && hidden.rule.effect === 'deny') return byRule('deny', hidden.rule);
    // what asks must not hide that something in it is denied
    const rest = command.transparent && inner.length > 0 && !command.doubt ? this.#through(command, inner) : this.#allowed(command, inner);
    if (rest.effect === 'deny') return rest;
    const asked = this.#find('ask', texts, command);
    if (asked) return this.#askedBy(asked, command);
    if (command.unknown) return this.ask(command.unknown);
    if (hidden) return this.ask(hiddenIn(hidden));
    const close = this.#mightMatch(command);
    if (close)
      return this.ask(
        told('rule_unclear', 'it cannot be told whether the rule {rule} is about {command}', { rule: close.text, command: shown(command) }),
      );
    return script ?? rest;
  }

  /** Does none of them change anything, whatever the rules say of them? */
  onlyReads(commands: readonly ShellCommand[]): boolean {
    return commands.every((command) => {
      if (command.transparent && command.inner.length > 0 && !command.doubt && !command.unknown) return this.onlyReads(command.inner);
      return readPaths(command, this.#folders) !== undefined && this.foreign(command) === undefined && this.onlyReads(command.inner);
    });
  }

  /** Judges a redirection or a file that a reading command names, wherever it may be. */
  path(action: 'read' | 'write', target: string | undefined): Verdict {
    const relative = target !== undefined && !/^[/~]/.test(target);
    if (target === undefined || (relative && !this.#folders)) {
      if (action === 'write' && this.#case.request.mode === 'plan')
        return { effect: 'deny', ...told('plan_writes', 'nothing may be written in permission mode plan'), by: 'mode' };
      const why =
        target === undefined
          ? told(`${action}s_unknown`, `it ${action}s a file that is not known`)
          : told(`${action}s_somewhere`, `it ${action}s a file whose folder is not known: {path}`, { path: target });
      return { ...this.ask(why), held: this.#guarded };
    }
    if (!target.startsWith('~') && (this.#folders ?? ['/']).some((folder) => throughProcess(target, folder)))
      return {
        ...this.ask(told(`${action}s_process`, `it ${action}s {path}, which leads elsewhere in every process`, { path: target })),
        held: this.#guarded,
      };
    const verdict = strictest(
      (relative ? (this.#folders ?? []) : ['/']).map((folder) =>
        judgePath(action, this.#case.places.resolve(target, folder), pathTools(action), this.#case),
      ),
    );
    if (verdict.effect === 'ask' && verdict.rule === undefined) this.unsettled = true;
    return verdict;
  }

  /** Something that no rule settles. */
  ask(why: Told): Verdict {
    this.unsettled = true;
    return { effect: 'ask', reason: why.reason, because: why.because, ...(this.#holds ? { held: true } : {}) };
  }

  #askedBy(rule: Rule, { unknown }: ShellCommand): Verdict {
    this.unsettled = true;
    return { ...byRule('ask', rule), ...(unknown && this.#holds ? { held: true } : {}) };
  }

  /** What the rules say of the commands in a script that the command runs. Only deny and ask count: the rule for the command itself allows it. */
  #script(command: ShellCommand): Verdict | undefined {
    const commands = this.#scripts.get(command);
    if (!commands || this.#strict.length === 0) return undefined;
    const named = (rule: Rule, part: ShellCommand) => ({ rule: rule.text, part: shown(part), command: shown(command) });
    for (const effect of ['deny', 'ask'] as const)
      for (const one of flattened(commands)) {
        const rule = this.#find(effect, [...denyTexts(one)], one);
        if (rule && effect === 'deny')
          return {
            ...byRule('deny', rule),
            ...told('script_denied', 'the rule {rule} denies {part}, which {command} runs', named(rule, one)),
          };
        if (rule) return this.ask(told('script_asked', 'the rule {rule} asks about {part}, which {command} runs', named(rule, one)));
      }
    const open = flattened(commands).find((one) => one.unknown !== undefined || this.#mightMatch(one) || hiddenCommand(one, this.#strict));
    return (
      open &&
      this.ask(
        told('script_unclear', '{command} runs {part}, and it cannot be told what that is', { command: shown(command), part: shown(open) }),
      )
    );
  }

  /** A command that only runs others: what they are judged, unless a rule is about the whole. */
  #through(command: ShellCommand, inner: readonly Verdict[]): Verdict {
    const verdict = strictest(inner);
    if (verdict.effect !== 'ask' || verdict.rule === undefined) return verdict;
    const texts = allowTexts(command);
    const rule = this.#find('allow', texts);
    if (rule && this.#names(rule, command)) return byRule('allow', rule);
    return inner.filter(({ effect }) => effect === 'ask').length === 1 ? verdict : { ...verdict, rule: this.#own(command) };
  }

  #allowed(command: ShellCommand, inner: readonly Verdict[]): Verdict {
    const plan = this.#case.request.mode === 'plan';
    const texts = allowTexts(command);
    const rule = this.#allowsAll ?? this.#find('allow', texts);
    const exact = rule?.pattern !== undefined && isLiteral(parseTextPattern(rule.pattern));
    const reading = readPaths(command, this.#folders);
    const foreign = reading && this.foreign(command);
    const known = reading && [
      ...reading.paths.map((path) => this.path('read', path)),
      ...reading.trees.flatMap((tree) => this.#whole.tree(tree, command)),
      ...(reading.tracked === undefined ? [] : this.#whole.tracked(reading.tracked, command)),
      ...(reading.handed && command.handed ? this.#whole.handed(command.handed, reading.handed === 'trees', command) : []),
    ];
    const reads = [...(known ?? []), ...this.#whole.taken(command, reading === undefined)];
    const onlyReads = known !== undefined && !foreign && this.onlyReads(command.inner) && inner.every(({ effect }) => effect === 'allow');
    const barred = this.#barred(command, reads, exact, known !== undefined);
    const held = this.#inDoubt(command) ? { held: true } : {};
    if (barred) return barred.effect === 'ask' ? { ...barred, ...held } : barred;
    if (rule && !plan) {
      const covered = this.#covered(rule, command, inner, exact);
      if (covered) return covered;
    } else if (onlyReads) return reads.length > 0 ? strictest(reads) : { effect: 'allow', ...told('only_reads', 'it only reads') };
    else if (plan)
      return {
        effect: 'deny',
        ...told('plan_commands', 'only commands that read may run in permission mode plan: {command}', { command: texts[0] ?? '' }),
        by: 'mode',
      };
    const { reason, because } = foreign || (command.doubt ?? told('runs', 'it runs {command}', { command: texts[0] ?? '' }));
    const own: Verdict = { effect: 'ask', reason, because, rule: this.#own(command), ...held };
    return strictest([own, ...inner.filter(({ effect, rule: one, held: kept }) => effect === 'ask' && (kept || one === undefined))]);
  }

  /** Whether what it may do beside its words could be what a rule denies. */
  #inDoubt({ doubt }: ShellCommand): boolean {
    if (!doubt || !this.#holds) return false;
    return (
      doubt.about === undefined || this.#strict.some(({ pattern = '' }) => pattern.startsWith(doubt.about ?? '') || pattern.startsWith('*'))
    );
  }

  /** What a rule that allows the command leaves to be asked; undefined: the rule does not cover all that it does. */
  #covered(rule: Rule, command: ShellCommand, inner: readonly Verdict[], exact: boolean): Verdict | undefined {
    const all = rule === this.#allowsAll;
    if (command.doubt && !exact && !(all && !this.#inDoubt(command)) && !this.#namesWord(rule, command.doubt.word)) return undefined;
    const asks = inner.filter(
      ({ effect, rule: one, held, whole }) => effect === 'ask' && (one === undefined || (!exact && (held || whole))),
    );
    if (asks.length === 0 && !all && !exact && !this.#names(rule, command) && inner.some(({ effect }) => effect === 'ask'))
      return undefined;
    return strictest([byRule('allow', rule), ...asks]);
  }

  /** Whether what a rule spells out goes on into the command that is run: `sudo systemctl *` does, `find *` does not. */
  #names({ pattern = '' }: Rule, command: ShellCommand): boolean {
    const parsed = parseTextPattern(pattern);
    if (isLiteral(parsed) || pattern === '*') return true;
    const spelled = (parsed.pieces[0] ?? '').split(/[\s/'"]+/);
    return command.inner.every(
      (one) => one.words[0]?.value !== undefined && spelled.slice(1).includes(one.words[0].value.replace(/^.*\//, '')),
    );
  }

  #namesWord({ pattern = '' }: Rule, word: string | undefined): boolean {
    return word !== undefined && parseTextPattern(pattern).pieces.join(' ').split(/\s+/).includes(word);
  }

  /** What the files that it touches say against it. A rule for a command covers ordinary files of the workspace that its words name. */
  #barred(command: ShellCommand, reads: readonly Verdict[], exact: boolean, resolved: boolean): Verdict | undefined {
    const known = writePaths(command);
    const written = known.flatMap((path) =>
      path === undefined ? (this.#guarded ? [this.path('write', path)] : []) : [this.path('write', path)],
    );
    const options = (command.writes ?? []).map((path) => this.path('write', path));
    const touched = [...reads, ...written, ...options, ...this.#mentions(command, resolved)];
    const denied = touched.find(({ effect }) => effect === 'deny');
    if (denied) return denied;
    const ruined = exact ? undefined : ruinedBy(command, this.#folders, this.#case.places);
    if (ruined !== undefined)
      return { ...this.ask(told('ruins', 'it would take or change all of {path}, with everything in it', { path: ruined })), held: true };
    const asks = touched.filter(({ effect }) => effect === 'ask');
    const hard = asks.find(({ rule, held }) => rule === undefined || held);
    if (hard) return hard;
    if (exact) return undefined;
    const whole = reads.find((verdict) => verdict.effect === 'ask' && verdict.whole);
    if (whole) return whole;
    const free = (path: string) =>
      (this.#folders ?? []).every(
        (folder) => judgePath('write', this.#case.places.resolve(path, folder), pathTools('write'), this.#accepted).effect === 'allow',
      );
    const outside = known.some((path) => path !== undefined && !free(path));
    return options.find(({ effect }) => effect === 'ask') ?? (outside ? written.find(({ effect }) => effect === 'ask') : undefined);
  }

  /** Files named by any word, where a rule denies reading them, or they are secrets. */
  #mentions(command: ShellCommand, resolved: boolean): Verdict[] {
    const name = (command.words[0]?.value ?? '').replace(/^.*\//, '');
    if (isReader(name, 'texts') && name !== 'date') return [];
    const open = command.words.slice(1).some(({ value }) => value === undefined);
    const shaped = command.words.slice(1).some(({ value, raw }) => value === undefined && !/[$`]/.test(raw));
    const hands = open && (this.#guarded || shaped) && (isReader(name) || HANDS_ON.test(name) || NAMES_FILE.test(command.raw));
    const unknown = !resolved && (hands || (this.#guarded && NAMES_INPUT.test(command.raw))) ? [this.path('read', undefined)] : [];
    const parts = command.words
      .slice(1, MAX_MENTIONS)
      .flatMap(({ value = '' }) => [value, ...value.split(/[=@:,]/).slice(1), ...behindLetters(value)]);
    const paths = [...new Set(parts)].filter((part) => part !== '' && part.length < 1_000 && !part.includes('\0'));
    return [
      ...unknown,
      ...paths.flatMap((path) => {
        if (this.#guarded && (this.#folders ?? []).some((folder) => throughProcess(path, folder))) return [this.path('read', path)];
        const found = (this.#folders ?? []).map((folder) => this.#case.places.resolve(path, folder)).find((file) => existsSync(file));
        const verdict = found === undefined ? undefined : judgePath('read', found, pathTools('read'), this.#case);
        if (verdict?.effect !== 'deny') return [];
        return verdict.by === 'rule' ? [verdict] : [{ ...verdict, effect: 'ask' as const, held: true }];
      }),
    ];
  }

  /** The rule that allows this very command. */
  #own(command: ShellCommand): string {
    return `${this.#case.request.tool.id}(${literalText(allowTexts(command)[0] ?? '')})`;
  }

  /** Why the program may be another than the well-known one. */
  foreign(command: ShellCommand): Told | undefined {
    if (!this.#folders) return told('place_unknown', 'where it runs is not known');
    const name = [command.words[0]?.value, command.spawned, gitPlace(command.words)].join(' ');
    if (!this.#foreigns.has(name)) this.#foreigns.set(name, foreignProgram(command, this.#folders, this.#case.places.workspace));
    return this.#foreigns.get(name);
  }

  #find(effect: Effect, texts: readonly string[], command?: ShellCommand): Rule | undefined {
    return this.#rules.find((rule) => {
      if (rule.effect !== effect) return false;
      const pattern = parseTextPattern(rule.pattern ?? '');
      return texts.some((text) => matchesText(pattern, text)) || (command !== undefined && matchesOptions(rule.pattern ?? '', command));
    });
  }

  /** An ask or deny rule for the same program that an unknown word could make true. */
  #mightMatch(command: ShellCommand): Rule | undefined {
    if (!hasUnknownWords(command)) return undefined;
    const name = (command.words[0]?.value ?? '').replace(/^.*\//, '').toLowerCase();
    const second = command.words[1]?.value;
    return this.#strict.find(({ pattern = '' }) => {
      if (/^\S*\*/.test(pattern)) return true;
      const [first, next = '*'] = pattern.split(/\s+/);
      if (first !== name) return false;
      const fixed = next.split('*')[0] ?? '';
      return second === undefined || second.startsWith('-') || fixed.startsWith('-') || second.startsWith(fixed);
    });
  }
}

/** A rule's verdict on something inside a command names that part. */
function deniedPart({ text }: Rule, command: ShellCommand): Told {
  return told('rule_denied', 'the rule {rule} denies it: {command}', { rule: text, command: shown(command) });
}

function hiddenIn({ text, rule }: Hidden): Told {
  return told('may_run', 'it may run {command}, which the rule {rule} is about', { command: text, rule: rule.text });
}

/** `-Tfile`, `-sTfile`: what may stand right behind the letter of an option. */
function behindLetters(word: string): string[] {
  const letters = /^-([a-zA-Z]{1,4})./.exec(word)?.[1] ?? '';
  return [...letters].map((_letter, at) => word.slice(at + 2));
}

function shown(command: ShellCommand): string {
  const text = command.raw.trim().replace(/\s+/g, ' ');
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function flattened(commands: readonly ShellCommand[]): ShellCommand[] {
  return commands.flatMap((command) => [command, ...flattened(command.inner)]);
}
