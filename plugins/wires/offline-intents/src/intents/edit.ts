import type { Conversation } from '../conversation.ts';
import { ask, done, failed, type Intent, intent, type Outcome, type Steps, stop } from '../intent.ts';
import { resolveFile } from '../resolve.ts';
import { type Line, listing, numberedLines, occurrences } from '../results/lines.ts';
import { byFile, globPaths, grepMatches, notes } from '../results/matches.ts';
import { relative } from '../results/places.ts';
import { escapeExpression, fence, plural } from '../shell.ts';

interface Change {
  oldString: string;
  newString: string;
}

const CHANGE = '(?:replace|change|substitute|swap|rewrite|update|turn)';
const THING = '(?: (?:the )?(?:text|string|expression|line|word|code|call|name|value))?';
const BY = '(?:with|by|to|for|into|as)';
const ALL = '(?: all| every| each)(?: of)?(?: the)?(?: occurrences?| instances?| uses| usages?| mentions?)?(?: of)?';
const IN = '(?:,? (?:in|inside|within|of) (?:the )?(?:file )?{file:file}(?: file)?)?';
const PROJECT =
  '(?:everywhere|(?:in|across|throughout) (?:all|every|the whole|the entire|the) (?:files?|project|codebase|code|repo|repository))';
const MOST_FILES = 20;

const noFile = (): Outcome =>
  stop('In which file? None was used in this session yet. Say it, for example: Replace "old" with "new" in src/main.py');

/** The new text's lines as they stand after a change of one place. */
function changedLines(lines: readonly Line[], at: Line, change: Change): string {
  const whole = lines.map((line) => line.text).join('\n');
  const after = whole.replace(change.oldString, () => change.newString).split('\n');
  const index = lines.indexOf(at);
  const count = change.newString.split('\n').length;
  return listing(after.slice(index, index + count).map((text, offset) => ({ number: at.number + offset, text })));
}

function* replaceOne(path: string, change: Change, talk: Conversation): Steps {
  const name = relative(path, talk.cwd);
  const read = yield* ask('read', { filePath: path });
  if (read.isError) return failed(read, `Reading ${name}`);
  const lines = numberedLines(read.output);
  const found = occurrences(lines, change.oldString);
  if (change.oldString === change.newString) return stop('Both texts are the same: nothing to change.');
  const edit = yield* ask('edit', { filePath: path, ...change });
  if (edit.isError) {
    const several =
      found.length > 1
        ? `\n\nIt stands in ${plural(found.length, 'line')}:\n${fence(listing(found))}\nQuote more of the line, or say: Replace all occurrences of …`
        : '';
    const outcome = failed(edit, `Changing ${name}`);
    return stop(outcome.text + several);
  }
  const at = found[0];
  return done(at ? `Changed ${name}, line ${at.number}:\n${fence(changedLines(lines, at, change))}` : `Changed ${name}.`);
}

function* replaceAll(path: string, changes: Change[], talk: Conversation, all: boolean): Steps {
  const name = relative(path, talk.cwd);
  const read = yield* ask('read', { filePath: path });
  if (read.isError) return failed(read, `Reading ${name}`);
  const lines = numberedLines(read.output);
  const first = changes[0] as Change;
  const single = changes.length === 1 && (talk.tools.has('edit') || !talk.tools.has('multiedit'));
  const edit = single
    ? yield* ask('edit', { filePath: path, ...first, replaceAll: all })
    : yield* ask('multiedit', { filePath: path, edits: changes.map((change) => ({ ...change, ...(all ? { replaceAll: true } : {}) })) });
  if (edit.isError) return failed(edit, `Changing ${name}`);
  const touched = new Map(changes.flatMap((change) => occurrences(lines, change.oldString)).map((line) => [line.number, line]));
  const after = [...touched.values()].map((line) => ({
    number: line.number,
    text: changes.reduce((text, change) => text.replaceAll(change.oldString, () => change.newString), line.text),
  }));
  return done(
    after.length > 0
      ? `Changed ${plural(after.length, 'line')} of ${name}:\n${fence(listing(after.sort((a, b) => a.number - b.number)), { limit: 40 })}`
      : `Changed ${name}.`,
  );
}

function* replaceEverywhere(change: Change, talk: Conversation): Steps {
  const search = yield* ask('grep', { pattern: escapeExpression(change.oldString), outputMode: 'files' });
  if (search.isError) return failed(search, 'Searching');
  const grouped = [...byFile(grepMatches(search.output)).keys()];
  const paths = grouped.length > 0 ? grouped : globPaths(search.output);
  if (paths.length === 0) return stop(`"${change.oldString}" stands in no file.`);
  if (paths.length > MOST_FILES)
    return stop(
      `"${change.oldString}" stands in ${paths.length} files; I change at most ${MOST_FILES} at once. Name a file: Replace all occurrences of … in FILE`,
    );
  const reads = yield {
    say: `It stands in ${plural(paths.length, 'file')}.`,
    calls: paths.map((filePath) => ({ tool: 'read', input: { filePath } })),
  };
  const wrong = reads.find((call) => call.isError);
  if (wrong) return failed(wrong, 'Reading the files');
  const edits = yield { calls: paths.map((filePath) => ({ tool: 'edit', input: { filePath, ...change, replaceAll: true } })) };
  const lines = edits.map(
    (call, index) =>
      `${relative(paths[index] ?? '', talk.cwd)}: ${call.isError ? `not changed: ${call.output.trim().split('\n')[0]}` : 'changed'}`,
  );
  return { text: [...lines, ...notes(search.output)].join('\n'), ok: edits.every((call) => !call.isError) };
}

function* insert(path: string, anchor: string, text: string, before: boolean, talk: Conversation): Steps {
  const name = relative(path, talk.cwd);
  const read = yield* ask('read', { filePath: path });
  if (read.isError) return failed(read, `Reading ${name}`);
  const found = occurrences(numberedLines(read.output), anchor);
  const at = found[0];
  if (!at) return stop(`"${anchor}" does not stand in ${name}, as far as it was read.`);
  if (found.length > 1)
    return stop(`"${anchor}" stands in ${found.length} lines of ${name}:\n${fence(listing(found))}\nQuote more of the line.`);
  const indent = /^\s*/.exec(at.text)?.[0] ?? '';
  const added = text
    .split('\n')
    .map((line) => (line === '' || /^\s/.test(line) ? line : indent + line))
    .join('\n');
  const edit = yield* ask('edit', {
    filePath: path,
    oldString: at.text,
    newString: before ? `${added}\n${at.text}` : `${at.text}\n${added}`,
  });
  return edit.isError
    ? failed(edit, `Changing ${name}`)
    : done(`Added to ${name} ${before ? 'before' : 'after'} what was line ${at.number}:\n${fence(added)}`);
}

/** Changing files by text. */
export const editIntents: Intent[] = [
  intent({
    id: 'replace-everywhere',
    examples: ['Replace all occurrences of "foo" with "bar" in all files', 'Replace "foo" with "bar" everywhere'],
    patterns: [`${CHANGE}(?:${ALL})?${THING} {old:quoted} ${BY}${THING} {new:quoted} ${PROJECT}`],
    run: (slots, talk) => replaceEverywhere({ oldString: slots.old ?? '', newString: slots.new ?? '' }, talk),
  }),
  intent({
    id: 'replace-all',
    examples: [
      'Replace all occurrences of "foo" with "bar" in config.py',
      'Replace every "foo" by "bar" in it',
      'Change "a" to "b" and "c" to "d" in config.py',
    ],
    patterns: [
      `${CHANGE}${ALL}${THING} {old:quoted} ${BY}${THING} {new:quoted}${IN}`,
      `in (?:the )?(?:file )?{file:file},? ${CHANGE}${ALL}${THING} {old:quoted} ${BY}${THING} {new:quoted}`,
      `${CHANGE}${THING} {old:quoted} ${BY}${THING} {new:quoted},? (?:and )?(?:then )?(?:${CHANGE} )?{oldTwo:quoted} ${BY} {newTwo:quoted}${IN}`,
    ],
    *run(slots, talk) {
      const path = resolveFile(slots.file, talk);
      if (path === undefined) return noFile();
      const changes = [{ oldString: slots.old ?? '', newString: slots.new ?? '' }];
      if (slots.oldTwo !== undefined) changes.push({ oldString: slots.oldTwo, newString: slots.newTwo ?? '' });
      return yield* replaceAll(path, changes, talk, slots.oldTwo === undefined);
    },
  }),
  intent({
    id: 'replace',
    examples: [
      'Replace "old_function" with "new_function" in main.py',
      'Change "a - b" to "a + b" in it',
      'In src/a.js, replace `x` with `y`',
      'Replace "a" with "b"',
    ],
    patterns: [
      `${CHANGE}${THING} {old:quoted} ${BY}${THING} {new:quoted}${IN}`,
      `in (?:the )?(?:file )?{file:file},? ${CHANGE}${THING} {old:quoted} ${BY}${THING} {new:quoted}`,
    ],
    *run(slots, talk) {
      const path = resolveFile(slots.file, talk);
      return path === undefined ? noFile() : yield* replaceOne(path, { oldString: slots.old ?? '', newString: slots.new ?? '' }, talk);
    },
  }),
  intent({
    id: 'remove-text',
    examples: ['Remove "debugger;" from src/a.js', 'Delete the text "x" in it'],
    patterns: [`(?:delete|remove|drop|take out)${THING} {old:quoted} (?:from|in) (?:the )?(?:file )?{file:file}(?: file)?`],
    *run(slots, talk) {
      const path = resolveFile(slots.file, talk);
      return path === undefined ? noFile() : yield* replaceOne(path, { oldString: slots.old ?? '', newString: '' }, talk);
    },
  }),
  intent({
    id: 'insert-text',
    examples: ['Add "import os" after "import sys" in main.py', 'Insert "// checked" before "return" in it'],
    patterns: [
      `(?:add|insert|put)(?: the| a)?(?: new)?(?: line| lines| text| code)? {text:quoted} (?:right |directly )?{side:word} (?:the line |the text )?{anchor:quoted}${IN}`,
    ],
    accept: (slots) => /^(?:after|before|below|above|under)$/i.test(slots.side ?? ''),
    *run(slots, talk) {
      const path = resolveFile(slots.file, talk);
      return path === undefined
        ? noFile()
        : yield* insert(path, slots.anchor ?? '', slots.text ?? '', /before|above/i.test(slots.side ?? ''), talk);
    },
  }),
];
