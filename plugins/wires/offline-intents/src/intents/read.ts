import { ask, done, failed, type Intent, intent, stop } from '../intent.ts';
import { splitPaths } from '../pattern.ts';
import { readOne, readPointed, showFile } from '../pointed.ts';
import { referenceKind, resolveFile } from '../resolve.ts';
import { globPaths } from '../results/matches.ts';
import { relative } from '../results/places.ts';
import { plural } from '../shell.ts';
import { globOf } from './languages.ts';

const VERB = '(?:read|show|open|view|display|print|cat|see|look at|check|inspect)(?: me)?';
const MOST_FILES = 20;
const NO_EXPLANATION = 'I can show it, not explain it: that needs a language model. "help" says how to connect one.';

/** Reading files. */
export const readIntents: Intent[] = [
  intent({
    id: 'read-lines',
    examples: ['Read lines 50-100 of config.py', 'Show me lines 10 to 20 in src/a.ts', 'Read src/a.ts lines 5-9', 'Read line 7 of it'],
    patterns: [
      `${VERB} (?:the )?lines? {first:number}(?: ?(?:-|–|—|\\.\\.|to|through|until|and) ?{last:number})? (?:of|in|from) (?:the )?(?:file )?{file:file}(?: file)?`,
      `${VERB} (?:the )?(?:file )?{file:file},?(?: from)? lines? {first:number}(?: ?(?:-|–|—|\\.\\.|to|through|until|and) ?{last:number})?`,
      `${VERB} (?:the )?first {count:number} lines (?:of|in|from) (?:the )?(?:file )?{file:file}(?: file)?`,
    ],
    *run(slots, talk) {
      const path = resolveFile(slots.file, talk);
      if (path === undefined) return yield* readPointed(slots.file ?? 'it', talk);
      const first = Number(slots.first ?? 1);
      const last = slots.count === undefined ? Number(slots.last ?? first) : Number(slots.count);
      if (first < 1 || last < first) return stop(`Lines count from 1 and upwards: there is no range ${first}-${last}.`);
      return yield* readOne(path, talk, { offset: first, limit: last - first + 1 });
    },
  }),
  intent({
    id: 'read-all',
    examples: ['Read all Python files in src/', 'Read every markdown file', 'Read all files matching "*.toml"'],
    patterns: [
      `${VERB} (?:all|every|each)(?: of)?(?: the)? {kind:word} files?(?: (?:in|under|inside|below|from|of) (?:the )?{folder:folder}(?: (?:folder|directory|dir))?)?`,
      `${VERB} (?:all|every|each)(?: the)? (?:files? )?(?:matching |like |named )?{glob:word}(?: files?)?(?: (?:in|under|from) (?:the )?{folder:folder}(?: (?:folder|directory|dir))?)?`,
    ],
    accept: (slots) => globOf(slots.kind ?? '') !== undefined || /[*?]/.test(slots.glob ?? ''),
    *run(slots, talk) {
      const pattern = slots.glob ?? globOf(slots.kind ?? '') ?? '**/*';
      const list = yield* ask('glob', { pattern, ...(slots.folder === undefined ? {} : { path: slots.folder }) });
      if (list.isError) return failed(list, 'Finding the files');
      const paths = globPaths(list.output);
      if (paths.length === 0) return stop(`No file matches ${pattern}.`);
      const calls = yield {
        say: `${plural(paths.length, 'file')} found.`,
        calls: paths.slice(0, MOST_FILES).map((path) => ({ tool: 'read', input: { filePath: path } })),
      };
      const parts = calls.map((call, index) => {
        const path = relative(paths[index] ?? '', talk.cwd);
        return call.isError ? `${path}: ${call.output.trim().split('\n')[0] ?? 'could not be read'}` : showFile(call, path);
      });
      const left = paths.length - calls.length;
      return done(
        [...parts, ...(left > 0 ? [`${plural(left, 'more file')} not read: I read at most ${MOST_FILES} at once.`] : [])].join('\n\n'),
      );
    },
  }),
  intent({
    id: 'read-pointed',
    examples: ['Read the culprit', 'Read the test file', 'Read the file that fails', 'Show me that file', 'Read it'],
    patterns: [`${VERB} (?:the (?:contents?|source|text) of )?{file:reference}`],
    run: (slots, talk) => readPointed(slots.file ?? 'it', talk),
  }),
  intent({
    id: 'read',
    examples: [
      'Read src/main.py',
      'Read the main.py file',
      'Show me the contents of src/a.ts',
      'Open @src/a.ts',
      'Read a.js and b.js',
      "What's in package.json?",
      'cat Makefile',
    ],
    patterns: [
      `${VERB} (?:the )?(?:(?:contents?|source|text|code) of |inside |at )?(?:the )?(?:files? )?{files:paths}(?: files?)?`,
      `what(?:'s| is| does)(?: there)? (?:in|inside|the content of|the contents of) (?:the )?(?:file )?{files:paths}(?: file)?(?: contain| say)?`,
      `what does (?:the )?(?:file )?{files:paths}(?: file)? (?:contain|say|look like)`,
    ],
    accept: (slots) => !/\/$/.test(slots.files ?? ''),
    *run(slots, talk) {
      const paths = splitPaths(slots.files);
      if (paths.length === 1) return yield* readOne(paths[0] ?? '', talk);
      const calls = yield { calls: paths.slice(0, MOST_FILES).map((path) => ({ tool: 'read', input: { filePath: path } })) };
      const parts = calls.map((call, index) =>
        call.isError ? failed(call, `Reading ${paths[index]}`).text : showFile(call, paths[index] ?? ''),
      );
      return { text: parts.join('\n\n'), ok: calls.every((call) => !call.isError) };
    },
  }),
  intent({
    id: 'explain',
    examples: ['Explain src/main.py', 'Explain what src/main.py does', 'Summarize it'],
    patterns: [
      '(?:explain|summari[sz]e|describe|review|analy[sz]e|document)(?: to me)?(?: what)? (?:the )?(?:code in |file )?{file:file}(?: file)?(?: does| do| means| contains| works)?',
      'what does (?:the )?(?:file )?{file:file}(?: file)? do',
    ],
    *run(slots, talk) {
      const shown = talk.current.steps.length > 0 && talk.earlier.at(-1)?.tool === 'read' && referenceKind(slots.file ?? '') === 'file';
      if (shown) return done(NO_EXPLANATION);
      const read = referenceKind(slots.file ?? '')
        ? yield* readPointed(slots.file ?? 'it', talk)
        : yield* readOne(slots.file?.replace(/^@/, '') ?? '', talk);
      return read.ok ? done(`${read.text}\n\n${NO_EXPLANATION}`) : read;
    },
  }),
];
