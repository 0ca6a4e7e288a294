import { escapeExpression } from '../shell.ts';
import { isTestFile, type Place, places } from './places.ts';

export interface Failure {
  name: string;
  message?: string;
  places: Place[];
}

export interface TestReport {
  passed?: number;
  failed?: number;
  failures: Failure[];
  /** all places the output names beside failing tests */
  places: Place[];
}

/** How runners name a failing test; the name is the first group. */
const NAMES: readonly RegExp[] = [
  /^\s*not ok \d+ - (.+?)(?: # .*)?$/gm, // TAP
  /^\s*[✖✗×✕] (.+?)(?: \(\d[\d.]*\s?ms\))?(?: \d+\s?ms)?$/gmu, // Node's spec reporter, vitest, jest
  /^\s+\d+\) (.+?):?$/gm, // mocha
  /^FAILED (\S+?)(?: - (?<message>.*))?$/gm, // pytest's summary
  /^(?:FAIL|ERROR): (\w+ \(.+\))$/gm, // unittest
  /^test (\S+) \.\.\. FAILED$/gm, // cargo
  /^\s*--- FAIL: (\S+)/gm, // go
];
const COUNTS: readonly { passed: RegExp; failed: RegExp }[] = [
  { passed: /^[#ℹ] pass (\d+)$/mu, failed: /^[#ℹ] fail (\d+)$/mu },
  { passed: /^\s*(\d+) passing\b/m, failed: /^\s*(\d+) failing\b/m },
  { passed: /^test result: .*?(\d+) passed/m, failed: /^test result: .*?(\d+) failed/m },
  { passed: /^\s*Tests:?\s.*?(\d+) passed/m, failed: /^\s*Tests:?\s.*?(\d+) failed/m },
  { passed: /^=*.*?\b(\d+) passed\b.* in [\d.]+s/m, failed: /^=*.*?\b(\d+) failed\b.* in [\d.]+s/m },
];
const MESSAGE =
  /^\s*(?:error: '?(.+?)'?|E\s{2,}(\S.*)|((?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\])?: .+)|thread '.*'.* panicked at [^\n]*\n(.+))$/m;

/** Reads the output of test runners: Node (TAP and spec), mocha, jest, vitest, pytest, unittest, cargo, go. What it does not recognise it leaves out. */
export function testReport(output: string): TestReport {
  const report: TestReport = { failures: failures(output), places: [] };
  for (const count of COUNTS) {
    const passed = count.passed.exec(output)?.[1];
    const failed = count.failed.exec(output)?.[1];
    if (passed === undefined && failed === undefined) continue;
    report.passed = Number(passed ?? 0);
    report.failed = Number(failed ?? 0);
    break;
  }
  report.places = report.failures.flatMap((failure) => failure.places);
  if (report.places.length === 0) report.places = places(output);
  return report;
}

/** A failing test's own text begins after its name and ends where the next test's begins. */
const NEXT = /^\s*(?:(?:not )?ok \d+ - |[✖✗×✕✔✓ℹ] |# (?:Subtest: |tests \d)|\d+\) |--- (?:FAIL|PASS): |test \S+ \.\.\. )/mu;

/** What runners tell of one failure; a name told twice keeps the telling that says more. */
function failures(output: string): Failure[] {
  const found = new Map<string, Failure>();
  for (const names of NAMES) {
    for (const match of output.matchAll(names)) {
      const name = match[1]?.trim() ?? '';
      const after = output.slice(match.index + match[0].length);
      const end = after.search(NEXT);
      const body = section(output, name) ?? (end === -1 ? after : after.slice(0, end));
      if (name === 'failing tests:' || /failureType: '?subtestsFailed|\d+ subtests? failed/.test(body)) continue;
      const message =
        match.groups?.message ??
        MESSAGE.exec(body)
          ?.slice(1)
          .find((group) => group !== undefined);
      const above = /(?:^|\n)(test at [^\n]*)\n?$/.exec(output.slice(0, match.index))?.[1] ?? '';
      const failure: Failure = { name, ...(message === undefined ? {} : { message }), places: [...places(body), ...places(above)] };
      const known = found.get(name);
      if (!known || known.places.length < failure.places.length) found.set(name, failure);
    }
    if (found.size > 0) break;
  }
  return [...found.values()];
}

/** The part under a heading with the test's name, as pytest (`___ test_x ___`) and cargo (`---- x stdout ----`) write it. */
function section(output: string, name: string): string | undefined {
  const short = escapeExpression(name.split('::').at(-1) ?? name);
  const heading = new RegExp(`^(?:_{2,}|-{3,}) (?:\\S*[.:])?${short}(?: stdout)? (?:_{2,}|-{3,})$`, 'm').exec(output);
  if (!heading) return undefined;
  const after = output.slice(heading.index + heading[0].length);
  const end = after.search(/^(?:_{3,}|={3,}|-{3,}|failures:$)/m);
  return end === -1 ? after : after.slice(0, end);
}

/**
 * The file that most likely holds the fault: the stack's innermost frame in the project that is no test. JavaScript prints that frame first, Python last.
 * @returns undefined when only test files are named
 */
export function culprit(report: TestReport, cwd?: string): Place | undefined {
  const first = report.failures.find((failure) => failure.places.some((place) => !isTestFile(place.file, cwd)));
  const sources = (first?.places ?? report.places).filter((place) => !isTestFile(place.file, cwd));
  return sources[0]?.file.endsWith('.py') ? sources.at(-1) : sources[0];
}

/** The test file that failed first, at its last line named: runners also name the line where the test begins. */
export function failingTest(report: TestReport, cwd?: string): Place | undefined {
  const first = report.places.find((place) => isTestFile(place.file, cwd));
  const failure = report.failures.find((one) => first && one.places.includes(first));
  return (failure?.places ?? [])
    .filter((place) => place.file === first?.file)
    .reduce((last, place) => (last && last.line > place.line ? last : place), first);
}
