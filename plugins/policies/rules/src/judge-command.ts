import { resolvePath } from '@ock/kernel';
import { allowTexts, denyTexts, hasUnknownWords } from './command-texts.ts';
import { foreignProgram } from './foreign-programs.ts';
import { judgePath, pathTools } from './judge-path.ts';
import { isLiteral, literalText, matchesText, parseTextPattern } from './pattern.ts';
import { readPaths } from './read-only.ts';
import { type Effect, isAbout, type Rule } from './rules.ts';
import { readShell, type ShellCommand, type ShellFacts } from './shell.ts';
import { byRule, type Case, strictest, type Verdict } from './verdict.ts';
import { writePaths } from './write-paths.ts';

const MAX_FOLDERS = 16;
const MAX_RULE_CHARS = 500;

interface Scope {
  kase: Case;
  /** those about commands */
  rules: readonly Rule[];
}

/** Judges a shell text: every simple command in it by itself, every file it is redirected to or from, and the folder it runs in. */
export async function judgeCommand(text: string, cwd: string, kase: Case): Promise<Verdict> {
  const tools = [...new Set([kase.request.tool.id, 'bash'])];
  const rules = kase.rules.filter((rule) => isAbout(rule, tools));
  const whole = (effect: Effect): Rule | undefined => rules.find((rule) => rule.effect === effect && rule.pattern === undefined);
  const denied = whole('deny');
  if (denied) return byRule('deny', denied);

  const facts = await readShell(text);
  const folders = possibleFolders(facts, cwd);
  const judge = new CommandJudge({ kase, rules }, folders);
  const asked = whole('ask');
  const place = judgePath('read', cwd, pathTools('read'), kase);
  const commands = settled(text, facts, judge, asked, { kase, rules });
  const verdict = strictest([place, commands]);
  if (verdict.effect !== 'ask' || place.effect !== 'ask' || commands.effect !== 'ask') return verdict;
  return { effect: 'ask', reason: verdict.reason };
}

function settled(text: string, facts: ShellFacts, judge: CommandJudge, asked: Rule | undefined, { kase, rules }: Scope): Verdict {
  const verdicts = [
    ...(asked ? [byRule('ask', asked)] : []),
    ...facts.commands.map((command) => judge.judge(command)),
    ...facts.redirects.map(({ action, target }) => judge.path(action, target)),
    ...facts.problems.map((reason): Verdict => ({ effect: 'ask', reason })),
    ...(facts.commands.length === 0 && facts.redirects.length === 0 ? [{ effect: 'ask', reason: 'it holds no command' } as Verdict] : []),
  ];
  const verdict = strictest(verdicts);
  const asks = verdicts.filter(({ effect }) => effect === 'ask');
  if (verdict.effect !== 'ask' || judge.unsettled || asks.some(({ rule }) => rule === undefined)) return verdict;
  const exact = rules.find(({ effect, pattern }) => {
    const parsed = effect === 'allow' && pattern !== undefined ? parseTextPattern(pattern) : undefined;
    return parsed && isLiteral(parsed) && matchesText(parsed, text.trim());
  });
  if (exact) return byRule('allow', exact);
  if (asks.length === 1 || text.length > MAX_RULE_CHARS) return asks.length === 1 ? verdict : { effect: 'ask', reason: verdict.reason };
  return { effect: 'ask', reason: verdict.reason, rule: `${kase.request.tool.id}(${literalText(text.trim())})` };
}

/** Where it may stand when a relative path is met; undefined: nobody knows. */
function possibleFolders({ folders, repeats }: ShellFacts, cwd: string): string[] | undefined {
  if (repeats && folders.length > 0) return undefined;
  const found = new Set([cwd]);
  for (const folder of folders) {
    if (folder === undefined) return undefined;
    for (const from of [...found]) found.add(resolvePath(folder, from));
    if (found.size > MAX_FOLDERS) return undefined;
  }
  return [...found];
}

class CommandJudge {
  readonly #case: Case;
  readonly #rules: readonly Rule[];
  readonly #folders: readonly string[] | undefined;
  readonly #allowsAll: Rule | undefined;
  /** something in it must be asked whatever is allowed */
  unsettled = false;

  constructor({ kase, rules }: Scope, folders: readonly string[] | undefined) {
    this.#case = kase;
    this.#rules = rules.filter(({ pattern }) => pattern !== undefined);
    this.#folders = folders;
    this.#allowsAll = rules.find(({ effect, pattern }) => effect === 'allow' && pattern === undefined);
  }

  judge(command: ShellCommand): Verdict {
    const texts = [...denyTexts(command)];
    const inner = command.inner.map((one) => this.judge(one));
    const denied = this.#find('deny', texts);
    if (denied) return byRule('deny', denied);
    const innerDenied = inner.find(({ effect }) => effect === 'deny');
    if (innerDenied) return innerDenied;
    const asked = this.#find('ask', texts);
    if (asked) return this.#ask(byRule('ask', asked).reason);
    if (command.unknown) return this.#ask(command.unknown);
    const close = this.#mightMatch(command);
    if (close) return this.#ask(`it cannot be told whether the rule ${close.text} is about it`);
    if (command.transparent && inner.length > 0) return this.#through(command, inner);
    return this.#allowed(command, inner);
  }

  /** A command that only runs others: what they are judged, unless a rule is about the whole. */
  #through(command: ShellCommand, inner: readonly Verdict[]): Verdict {
    const verdict = strictest(inner);
    if (verdict.effect !== 'ask' || verdict.rule === undefined) return verdict;
    const texts = allowTexts(command);
    const rule = this.#find('allow', texts);
    if (rule) return byRule('allow', rule);
    return inner.filter(({ effect }) => effect === 'ask').length === 1
      ? verdict
      : { ...verdict, rule: `${this.#case.request.tool.id}(${literalText(texts[0] ?? '')})` };
  }

  /** Judges a redirection or a file that a reading command names, wherever it may be. */
  path(action: 'read' | 'write', target: string | undefined): Verdict {
    const relative = target !== undefined && !/^[/~]/.test(target);
    if (target === undefined || (relative && !this.#folders)) {
      this.unsettled = true;
      if (action === 'write' && this.#case.request.mode === 'plan')
        return { effect: 'deny', reason: 'nothing may be written in permission mode plan', by: 'mode' };
      return { effect: 'ask', reason: `it ${action}s a file that is not known` };
    }
    const verdict = strictest(
      (relative ? (this.#folders ?? []) : ['/']).map((folder) =>
        judgePath(action, resolvePath(target, folder), pathTools(action), this.#case),
      ),
    );
    if (verdict.effect === 'ask' && verdict.rule === undefined) this.unsettled = true;
    return verdict;
  }

  #allowed(command: ShellCommand, inner: readonly Verdict[]): Verdict {
    const plan = this.#case.request.mode === 'plan';
    const reading = readPaths(command);
    const foreign = reading && this.#foreign(command);
    const paths = foreign ? undefined : reading;
    const reads = paths?.map((path) => this.path('read', path)) ?? [];
    const touched = [...reads, ...writePaths(command).map((path) => this.path('write', path))];
    const barred =
      touched.find(({ effect }) => effect === 'deny') ?? touched.find(({ effect, rule }) => effect === 'ask' && rule === undefined);
    if (barred) return barred;
    const texts = allowTexts(command);
    const rule = this.#allowsAll ?? this.#find('allow', texts);
    if (rule && !plan) return strictest([byRule('allow', rule), ...inner.filter((one) => one.effect === 'ask' && one.rule === undefined)]);
    if (paths) return reads.length > 0 ? strictest(reads) : { effect: 'allow', reason: 'it only reads' };
    if (plan) return { effect: 'deny', reason: `only commands that read may run in permission mode plan: ${texts[0]}`, by: 'mode' };
    return {
      effect: 'ask',
      reason: foreign ?? `it runs ${texts[0]}`,
      rule: `${this.#case.request.tool.id}(${literalText(texts[0] ?? '')})`,
    };
  }

  #foreign(command: ShellCommand): string | undefined {
    if (!this.#folders) return 'where it runs is not known';
    return foreignProgram(command, this.#folders, this.#case.places.workspace);
  }

  #ask(reason: string): Verdict {
    this.unsettled = true;
    return { effect: 'ask', reason };
  }

  #find(effect: Effect, texts: readonly string[]): Rule | undefined {
    return this.#rules.find((rule) => {
      if (rule.effect !== effect) return false;
      const pattern = parseTextPattern(rule.pattern ?? '');
      return texts.some((text) => matchesText(pattern, text));
    });
  }

  /** An ask or deny rule for the same program that an unknown word could make true. */
  #mightMatch(command: ShellCommand): Rule | undefined {
    if (!hasUnknownWords(command)) return undefined;
    const name = (command.words[0]?.value ?? '').replace(/^.*\//, '');
    return this.#rules.find(
      ({ effect, pattern = '' }) => effect !== 'allow' && (/^\S*\*/.test(pattern) || pattern.split(/\s/)[0] === name),
    );
  }
}
