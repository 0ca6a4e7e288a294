import type { Conversation } from './conversation.ts';
import { type Ask, ask, type Call, done, failed, type Outcome, type Steps, stop } from './intent.ts';
import { referenceKind, resolveFile, resolvePlace } from './resolve.ts';
import { importsOf } from './results/imports.ts';
import { type Line, listing, numberedLines } from './results/lines.ts';
import { grepMatches } from './results/matches.ts';
import { isTestFile, relative } from './results/places.ts';
import { fence, plural } from './shell.ts';

type Maybe = Generator<Ask, Outcome | undefined, Call[]>;

/** What a person is shown of a file that was read. */
export function showFile(call: Call, path: string, note = ''): string {
  const lines = numberedLines(call.output);
  const first = lines[0];
  if (!first) return `${path}:${note}\n${fence(call.output, { limit: 60 })}`;
  const range = first.number === 1 ? plural(lines.length, 'line') : `lines ${first.number}-${(lines.at(-1) as Line).number}`;
  return `${path} (${range})${note ? `: ${note}` : ''}\n${fence(listing(lines), { limit: 150 })}`;
}

/** Reads one file and shows it. */
export function* readOne(path: string, talk: Conversation, range: { offset?: number; limit?: number } = {}, note = ''): Steps {
  const call = yield* ask('read', { filePath: path, ...range });
  return call.isError ? failed(call, `Reading ${path}`) : done(showFile(call, relative(path, talk.cwd), note));
}

/** Reads the file that a person points at: "it", "the culprit", "the test file". */
export function* readPointed(text: string, talk: Conversation): Steps {
  const kind = referenceKind(text) ?? 'file';
  const place = resolvePlace(kind, talk);
  if (place) return yield* readOne(relative(place.file, talk.cwd), talk, {}, `the failing test's trace points at line ${place.line}`);
  const found = kind === 'culprit' ? yield* readTested(talk) : kind === 'test' ? yield* readNamedTest(talk) : undefined;
  if (found) return found;
  const path = kind === 'culprit' ? undefined : resolveFile(text, talk);
  if (path !== undefined) return yield* readOne(path, talk);
  if (kind === 'file') return stop('Which file? None was used in this session yet. Name it, for example: Read src/main.py');
  return stop(
    'I cannot tell which file that is: no output of a failing test in this session names it. Say "Run the tests" first, or name the file.',
  );
}

/** The trace names only the test: what that test imports is the next best guess, and is called one. */
function* readTested(talk: Conversation): Maybe {
  const test = resolvePlace('test', talk);
  if (!test) return undefined;
  const path = relative(test.file, talk.cwd);
  const call = yield* ask('read', { filePath: path }, `The trace names only the test, ${path}: I look at what it imports.`);
  if (call.isError) return failed(call, `Reading ${path}`);
  const lines = numberedLines(call.output);
  const failing = new Set(lines.find((line) => line.number === test.line)?.text.match(/[A-Za-z_$][\w$]*/g));
  const imports = importsOf(lines.map((line) => line.text).join('\n'), path);
  const source = imports.find((one) => one.names.some((name) => failing.has(name))) ?? (imports.length === 1 ? imports[0] : undefined);
  if (!source) return done(showFile(call, path, `line ${test.line} fails; which file it tests I cannot tell from its imports`));
  return yield* readOne(source.file, talk, {}, 'a guess, because the failing test imports it');
}

/** "The test test_x is failing. Read the test file": the name is searched for. */
function* readNamedTest(talk: Conversation): Maybe {
  const prompts = [talk.current, ...talk.exchanges.toReversed()].map((exchange) => exchange.prompt).join('\n');
  const name = prompts.match(/\b(?:test_\w+|\w+_test|Test[A-Z]\w*)\b/)?.[0];
  if (name === undefined) return undefined;
  const call = yield* ask('grep', { pattern: `\\b${name}\\b` });
  if (call.isError) return failed(call, `Searching for ${name}`);
  const file = grepMatches(call.output).find((match) => isTestFile(match.file, talk.cwd))?.file;
  return file === undefined ? stop(`No test file here names ${name}.`) : yield* readOne(file, talk);
}
