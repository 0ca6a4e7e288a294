import { resolvePath } from '@ock/kernel';
import { CommandJudge, type Scope } from './command-judge.ts';
import { judgePath, pathTools } from './judge-path.ts';
import { isLiteral, literalText, matchesText, parseTextPattern } from './pattern.ts';
import { type Effect, isAbout, type Rule } from './rules.ts';
import { scriptCommands } from './run-scripts.ts';
import { readShell, type ShellFacts } from './shell.ts';
import { told } from './told.ts';
import { byRule, type Case, strictest, type Verdict } from './verdict.ts';

const MAX_FOLDERS = 16;
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
