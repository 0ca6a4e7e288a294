import type { Conversation } from './conversation.ts';
import type { Call } from './intent.ts';
import { byFile, globPaths, grepMatches } from './results/matches.ts';
import { isTestFile, type Place, relative } from './results/places.ts';
import { shellResult } from './results/shell-result.ts';
import { culprit, failingTest, type TestReport, testReport } from './results/test-report.ts';

const FILE_TOOLS = new Set(['read', 'write', 'edit', 'multiedit']);
const CULPRIT =
  /culprit|broken|failing file|faulty|guilty|offending|buggy|failing (?:code|module|source|function)|fails|failed|threw|throws|the source/i;
const TEST = /^(?:the |that |this )?(?:failing |broken |failed )?test(?: file| code)?$|^the test that/i;

export type Reference = 'culprit' | 'test' | 'file';

/** What kind of pointing a text is, or undefined when it is a path. */
export function referenceKind(text: string): Reference | undefined {
  if (TEST.test(text)) return 'test';
  if (/^(?:the|that|this|it|(?:file|code|line|source|function) (?:that|which))\b/i.test(text) && !/[./]/.test(text))
    return CULPRIT.test(text) ? 'culprit' : 'file';
  return undefined;
}

/** The path a text names or points at, relative where it lies in the session's directory. @returns undefined when nothing in the session fits */
export function resolveFile(text: string | undefined, talk: Conversation): string | undefined {
  const kind = text === undefined ? 'file' : referenceKind(text);
  if (text !== undefined && kind === undefined) return text.replace(/^@/, '');
  const place = resolvePlace(kind ?? 'file', talk);
  if (place) return relative(place.file, talk.cwd);
  return kind === 'test' ? files(talk).find((file) => isTestFile(file, talk.cwd)) : lastFile(talk);
}

/** The place a `culprit` or `test` reference points at, with its line. */
export function resolvePlace(kind: Reference, talk: Conversation): Place | undefined {
  const report = lastTests(talk)?.report;
  if (!report || kind === 'file') return undefined;
  return kind === 'test' ? failingTest(report, talk.cwd) : culprit(report, talk.cwd);
}

/** The file used last in this session. */
export function lastFile(talk: Conversation): string | undefined {
  return files(talk)[0];
}

/** The last command in the session whose output tells of failing tests or whose words say that it runs tests. */
export function lastTests(talk: Conversation): { call: Call; command: string; report: TestReport } | undefined {
  for (const call of talk.earlier.toReversed()) {
    const command = call.tool === 'bash' ? String(call.input.command ?? '') : '';
    if (!isTestCommand(command)) continue;
    return { call, command, report: testReport(shellResult(call).output) };
  }
  return undefined;
}

/** True for commands that run tests. */
export function isTestCommand(command: string): boolean {
  return (
    /\b(?:test|tests|pytest|jest|vitest|mocha|unittest|rspec|phpunit)\b/.test(command) &&
    !/^\s*(?:git|ls|cat|rm|mkdir|grep|echo|touch|cp|mv)\b/.test(command)
  );
}

/** Read to learn how a project is run, mostly without anybody having named them: what "it" means last. */
const LOOKED_UP = /^(?:package\.json|requirements\.txt|pyproject\.toml)$/;

/** Files of the session, the most recent first: those that tools worked on, a search's only hit, an answer that is a path. */
function files(talk: Conversation): string[] {
  const found = talk.earlier.toReversed().flatMap((call) => {
    if (call.isError) return [];
    if (FILE_TOOLS.has(call.tool) && typeof call.input.filePath === 'string') return [call.input.filePath];
    if (call.tool === 'bash') return shellResult(call).code === 0 ? writtenBy(String(call.input.command ?? '')) : [];
    if (call.tool === 'grep') return only([...byFile(grepMatches(call.output)).keys()]);
    if (call.tool === 'glob') return only(globPaths(call.output));
    if (call.tool === 'question')
      return only((call.output.split('→').at(-1) ?? '').match(/(?<![\w/.])[\w@~-][\w@./~-]*\.[A-Za-z]\w{0,5}\b/g) ?? []);
    return [];
  });
  return [...found.filter((file) => !LOOKED_UP.test(file)), ...found.filter((file) => LOOKED_UP.test(file))];
}

/** The file that our own commands for "append", "copy" and "rename" leave behind. */
function writtenBy(command: string): string[] {
  const [, path = ''] = /^(?:printf '%s\\n' [\s\S]* >>|(?:cp -r|mv) -- [\s\S]*) ('(?:[^']|'\\'')*'|[^\s']+)$/.exec(command) ?? [];
  const file = path.replace(/^'([\s\S]*)'$/, '$1').replaceAll("'\\''", "'");
  return file === '' || file.endsWith('/') ? [] : [file];
}

function only(list: readonly string[]): string[] {
  return list.length === 1 ? [...list] : [];
}
