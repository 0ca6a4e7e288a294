import type { Conversation } from '../conversation.ts';
import { ask, done, failed, type Intent, intent, type Outcome, type Steps, stop } from '../intent.ts';
import { splitPaths } from '../pattern.ts';
import { findTestCommand } from '../project.ts';
import { isTestCommand, lastTests, referenceKind, resolveFile } from '../resolve.ts';
import { type Place, relative } from '../results/places.ts';
import { shellResult } from '../results/shell-result.ts';
import { culprit, type TestReport, testReport } from '../results/test-report.ts';
import { fence, quote } from '../shell.ts';

const SHOWN_FAILURES = 10;

/** Runs tests and reports them: passed or failed by the exit code, everything else as far as the output tells. */
function* runTests(command: string, talk: Conversation, say?: string): Steps {
  const call = yield* ask('bash', { command }, say);
  const { code, output } = shellResult(call);
  if (code === undefined) return failed(call, `Running \`${command}\``);
  const report = testReport(output);
  if (code === 0) return done(`The tests pass${counts(report)}: \`${command}\` ended with exit code 0.`);
  if (code === 127)
    return stop(`\`${command}\` could not run: the program was not found (exit code 127).\n${fence(output, { limit: 10, end: 'tail' })}`);
  if (code === 5 && command.startsWith('pytest')) return stop('pytest found no tests (exit code 5).');
  return stop(failureText(command, code, output, report, talk));
}

function counts(report: TestReport): string {
  if (report.passed === undefined) return '';
  return report.failed ? ` (${report.passed} passed, ${report.failed} failed)` : ` (${report.passed} passed)`;
}

function failureText(command: string, code: number, output: string, report: TestReport, talk: Conversation): string {
  const at = (place: Place): string => `${relative(place.file, talk.cwd)}:${place.line}`;
  const failures = report.failures.slice(0, SHOWN_FAILURES).map((failure) => {
    const where = failure.places.slice(0, 4).map(at).join(', ');
    return `- ${failure.name}${failure.message === undefined ? '' : `\n  ${failure.message}`}${where === '' ? '' : `\n  at ${where}`}`;
  });
  const left = report.failures.length - failures.length;
  if (left > 0) failures.push(`- … and ${left} more`);
  const parts = [`The tests fail${counts(report)}: \`${command}\` ended with exit code ${code}.`];
  if (failures.length > 0) parts.push(failures.join('\n'));
  else parts.push(fence(output === '' ? '(no output)' : output, { limit: 40, end: 'tail' }));
  if (report.failures.every((failure) => failure.places.length === 0) && report.places.length > 0)
    parts.push(`Places the output names: ${report.places.slice(0, 6).map(at).join(', ')}`);
  const guilty = culprit(report, talk.cwd);
  if (guilty) parts.push(`The trace leads to ${at(guilty)}. Next: Read the culprit`);
  else if (report.places.length > 0) parts.push('Next: Read the test file');
  return parts.join('\n\n');
}

function* testFiles(paths: string[], talk: Conversation): Steps {
  const files = paths.map(quote).join(' ');
  const name = paths[0] ?? '';
  if (/\.py$|\.py::/.test(name)) return yield* runTests(`pytest ${files}`, talk);
  if (/_test\.go$/.test(name)) return yield* runTests(`go test ./${name.split('/').slice(0, -1).join('/')}`, talk);
  const found = yield* findTestCommand();
  if (!found) return noTests();
  if (/^(?:npm|pnpm|yarn|bun) test$/.test(found.command))
    return yield* runTests(`${found.command} -- ${files}`, talk, `${found.why} says \`${found.command}\`.`);
  return yield* runTests(`${found.command} ${files}`, talk);
}

function noTests(): Outcome {
  return stop(
    'I found no way to run tests here: no "test" script in package.json, no Python project, Cargo.toml, go.mod or Makefile with a test target. Say the command, for example: Run pytest tests/',
  );
}

/** Running the project's tests. */
export const testIntents: Intent[] = [
  intent({
    id: 'run-tests',
    examples: [
      'Run the tests',
      'Run the tests again',
      'Run all unit tests',
      'Run tests to verify',
      'Do the tests pass?',
      'Test it',
      'Rerun the test suite',
    ],
    patterns: [
      "(?:re-?)?(?:run|execute|start|launch)(?: all| every)?(?: of)?(?: the| my| our| its)?(?: (?:unit|integration|whole|full|entire|project|project's|failing|failed|existing))*(?: tests?| test ?suite| specs?)(?: suite)?(?: (?:to (?:verify|check|see|make sure)(?: .+)?|in (?:this|the) (?:project|repo|repository)))?",
      '(?:do|are|did) (?:all )?(?:the |my )?tests? (?:pass|passing|succeed|green|fail|failing|work)(?: now)?',
      'test (?:it|this|that|the project|the code|everything|my code)',
      'tests?',
      'verify(?: (?:it|this|that))?(?: (?:with|by running) the tests)?',
    ],
    *run(_slots, talk) {
      const last = lastTests(talk);
      if (last && isTestCommand(last.command)) return yield* runTests(last.command, talk);
      const found = yield* findTestCommand();
      return found ? yield* runTests(found.command, talk, `${found.why} says: \`${found.command}\``) : noTests();
    },
  }),
  intent({
    id: 'run-test-files',
    examples: ['Run the tests in test/price.test.js', 'Run tests/test_user.py', 'Run that test file'],
    patterns: [
      '(?:run|execute)(?: all)?(?: the)?(?: unit)? tests? (?:in|of|from|inside)(?: the)?(?: file| folder| directory)? {files:paths}(?: file| folder| directory)?',
      '(?:run|execute)(?: the)? tests? (?:file )?{files:paths}',
      '(?:run|execute) {only:path}',
      '(?:run|execute)(?: the tests in)? {file:reference}',
    ],
    accept: (slots) =>
      (slots.only === undefined || /(?:^|[/._-])(?:tests?|spec)(?:[/._-]|$)/i.test(slots.only)) &&
      (slots.file === undefined || referenceKind(slots.file) === 'test'),
    *run(slots, talk) {
      if (slots.file !== undefined) {
        const path = resolveFile(slots.file, talk);
        return path === undefined
          ? stop('Which test file? None is known in this session. Name it: Run the tests in tests/test_user.py')
          : yield* testFiles([relative(path, talk.cwd)], talk);
      }
      return yield* testFiles(splitPaths(slots.files ?? slots.only), talk);
    },
  }),
];
