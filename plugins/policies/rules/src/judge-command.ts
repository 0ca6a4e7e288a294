import { resolve } from 'node:path';
import { resolvePath } from '@ock/kernel';
import { goesBackThroughLink } from './back-through-link.ts';
import { CommandJudge, type Scope } from './command-judge.ts';
import { judgePath, pathTools } from './judge-path.ts';
import { isLiteral, literalText, matchesText, parseTextPattern } from './pattern.ts';
import { type Effect, isAbout, type Rule } from './rules.ts';
import { scriptCommands } from './run-scripts.ts';
import { readShell, type ShellCommand, type ShellFacts } from './shell.ts';
import { told } from './told.ts';
import { byRule, type Case, strictest, type Verdict } from './verdict.ts';

const MAX_FOLDERS = 16;
/** paths with a way up in them */
const MAX_PATHS = 200;
const MAX_RULE_CHARS = 500;

/** Judges a shell text: every simple command in it by itself, every file it is redirected to or from, and the folder it runs in. */
export async function judgeCommand(text: string, cwd: string, kase: Case): Promise<Verdict> {
  const tools = [...new Set([kase.request.tool.id, 'bash'])];
  const rules = kase.rules.filter((rule) => isAbout(rule, tools));
  const whole = (effect: Effect): Rule | undefined => rules.find((rule) => rule.effect === effect && rule.pattern === undefined);
  const denied = whole('deny');
  if (denied) return byRule('deny', denied);

  const facts = await readShell(text, cwd);
  const folders = possibleFolders(facts, cwd);
  // a pattern was looked up here, and may match something else there
  if (facts.matched && folders?.length !== 1) facts.problems.push(told('place_unknown', 'where it runs is not known'));
  const back = goingBack(facts, folders ?? [cwd]);
  if (back !== undefined) facts.problems.push(told('reads_somewhere', 'it reads a file whose folder is not known: {path}', { path: back }));
  const strict = rules.some(({ effect }) => effect !== 'allow');
  const scripts = strict ? await scriptCommands(facts.commands, folders ?? [cwd]) : undefined;
  const judge = new CommandJudge({ kase, rules }, folders, scripts);
  const asked = whole('ask');
  const place = judgePath('read', cwd, pathTools('read'), kase);
  const commands = settled(text, facts, judge, asked, { kase, rules });
  const reads = facts.problems.length === 0 && facts.redirects.every(({ action }) => action === 'read') && judge.onlyReads(facts.commands);
  const verdict: Verdict = { ...strictest([place, commands]), ...(reads && { readOnly: true }) };
  if (verdict.effect !== 'ask' || place.effect !== 'ask' || commands.effect !== 'ask') return verdict;
  const { rule: _one, ...both } = verdict;
  return both;
}

function settled(text: string, facts: ShellFacts, judge: CommandJudge, asked: Rule | undefined, { kase, rules }: Scope): Verdict {
  const verdicts = [
    ...(asked ? [byRule('ask', asked)] : []),
    ...facts.commands.map((command) => judge.judge(command)),
    ...facts.redirects.map(({ action, target }) => judge.path(action, target)),
    ...facts.problems.map((problem) => judge.ask(problem)),
    ...(facts.commands.length === 0 && facts.redirects.length === 0 ? [judge.ask(told('no_command', 'it holds no command'))] : []),
  ];
  const verdict = strictest(verdicts);
  const asks = verdicts.filter(({ effect }) => effect === 'ask');
  if (verdict.effect !== 'ask' || judge.unsettled || asks.some(({ rule }) => rule === undefined)) return verdict;
  const exact = rules.find(({ effect, pattern }) => {
    const parsed = effect === 'allow' && pattern !== undefined ? parseTextPattern(pattern) : undefined;
    return parsed && isLiteral(parsed) && matchesText(parsed, text.trim());
  });
  if (exact) return byRule('allow', exact);
  if (asks.length === 1) return verdict;
  const { rule: _one, ...several } = verdict;
  return text.length > MAX_RULE_CHARS ? several : { ...several, rule: `${kase.request.tool.id}(${literalText(text.trim())})` };
}

/** A path that leads elsewhere than it looks. */
function goingBack({ commands, redirects, folders: entered }: ShellFacts, folders: readonly string[]): string | undefined {
  const paths = [...wordsOf(commands), ...redirects.map(({ target }) => target), ...entered];
  return paths
    .flatMap((path = '') => (path.includes('..') ? [path, ...path.split(/[=:,]/).slice(1)] : []))
    .slice(0, MAX_PATHS)
    .find((path) => folders.some((folder) => goesBackThroughLink(path, folder)));
}

function wordsOf(commands: readonly ShellCommand[]): (string | undefined)[] {
  return commands.flatMap(({ words, inner }) => [...words.map(({ value, glob }) => value ?? glob), ...wordsOf(inner)]);
}

/** Where it may stand when a relative path is met; undefined: nobody knows. */
function possibleFolders({ folders, repeats }: ShellFacts, cwd: string): string[] | undefined {
  if (repeats && folders.length > 0) return undefined;
  const found = new Set([cwd]);
  for (const folder of folders) {
    if (folder === undefined) return undefined;
    // the shell goes up from a link as it was written, a program from where it leads
    for (const from of [...found]) found.add(resolvePath(folder, from)).add(placed(folder, from));
    if (found.size > MAX_FOLDERS) return undefined;
  }
  return [...found];
}

function placed(folder: string, from: string): string {
  return folder.startsWith('~') ? resolvePath(folder, from) : resolve(from, folder);
}
