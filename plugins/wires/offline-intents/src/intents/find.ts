import type { Conversation } from '../conversation.ts';
import { ask, done, failed, type Intent, intent, type Steps } from '../intent.ts';
import { globPaths, notes } from '../results/matches.ts';
import { relative } from '../results/places.ts';
import { fence, plural } from '../shell.ts';
import { globOf } from './languages.ts';

const IN = '(?: (?:in|under|inside|below|from|within|of) (?:the )?{folder:folder}(?: (?:folder|directory|dir))?)?';
const EVERYWHERE = /^(?:it|this|that|project|codebase|repo|repository|workspace|code|here|all|every|any|the|current|root|everything|\.)$/i;
const PLACE = '(?: in (?:the |this |my )?(?:whole |entire )?(?:project|codebase|code base|repo|repository|workspace))?';

/** The folder a person names, or none where they mean all of the project. */
export function folderOf(text: string | undefined): { path?: string } {
  return text === undefined || EVERYWHERE.test(text) ? {} : { path: text.replace(/^@/, '') };
}

function* find(pattern: string, folder: string | undefined, talk: Conversation): Steps {
  const call = yield* ask('glob', { pattern, ...folderOf(folder) });
  if (call.isError) return failed(call, `Finding ${pattern}`);
  const paths = globPaths(call.output).map((path) => relative(path, talk.cwd));
  if (paths.length === 0) return done(`No file matches ${pattern}.`);
  return done(
    `${plural(paths.length, 'file')} ${paths.length === 1 ? 'matches' : 'match'} ${pattern}:\n${[fence(paths.join('\n')), ...notes(call.output)].join('\n')}`,
  );
}

function* list(folder: string | undefined): Steps {
  const call = yield* ask('ls', folderOf(folder));
  return call.isError ? failed(call, 'Listing the files') : done(fence(call.output, { limit: 200 }));
}

/** Finding and listing files by name. */
export const findIntents: Intent[] = [
  intent({
    id: 'list-files',
    examples: [
      'List files in src/',
      'List the files',
      'What files are in src?',
      'Show directory tree',
      'Show the project structure',
      'Explore the project structure',
      'ls',
      "What's in src/?",
    ],
    patterns: [
      `(?:list|show)(?: me)?(?: all)?(?: of)?(?: the)? (?:files|contents?|entries|files and (?:folders|directories))${IN}`,
      `(?:list|show)(?: me)?(?: the)? (?:contents? of )?(?:the )?(?:folder |directory )?{folder:path}(?: (?:folder|directory))?`,
      `(?:(?:show|list|display|print|explore|give)(?: me)? )?(?:the |a )?(?:directory|folder|file|project|source|code|repository|repo) (?:tree|structure|layout)${IN}`,
      `what files (?:are|exist)(?: there)?(?: here)?${IN}`,
      `what(?:'s| is) (?:in|inside) (?:the )?{folder:folder}(?: (?:folder|directory|dir))?`,
      'ls(?: {folder:folder})?',
    ],
    accept: (slots) => !/^-|\.\w+$/.test(slots.folder ?? '') && !/[*?]/.test(slots.folder ?? ''),
    run: (slots) => list(slots.folder),
  }),
  intent({
    id: 'find-kind',
    examples: ['Find all Python files', 'List all TypeScript files in src', 'Find the test files', 'How many Go files are there?'],
    patterns: [
      `(?:find|list|show|get|locate|search for)(?: me)?(?: all| every)?(?: of)?(?: the)? {kind:word} files?${PLACE}`,
      `(?:find|list|show|get|locate|search for)(?: me)?(?: all| every)?(?: of)?(?: the)? {kind:word} files?${IN}`,
      `(?:how many|which|what|where are the) {kind:word} files(?: are there| exist| do we have)?${PLACE}`,
      `(?:find|list|show)(?: me)?(?: all)?(?: the)? {kind:word}${PLACE}`,
    ],
    accept: (slots) => globOf(slots.kind ?? '') !== undefined,
    run: (slots, talk) => find(globOf(slots.kind ?? '') ?? '', slots.folder, talk),
  }),
  intent({
    id: 'find-pattern',
    examples: ['Find **/*.test.ts', 'Find *.md in docs', 'List all files matching "src/*.js"', 'Find *.py files'],
    patterns: [
      `(?:find|list|show|glob|locate)(?: me)?(?: all| every)?(?: the)?(?: files?)?(?: (?:matching|like|named|called|with the pattern|by pattern|that match))?:? {glob:word}(?: files?)?${IN}`,
    ],
    accept: (slots) => /[*?]|\{.*\}/.test(slots.glob ?? ''),
    run: (slots, talk) => find(slots.glob ?? '', slots.folder, talk),
  }),
  intent({
    id: 'find-name',
    examples: ['Find the file config.py', 'Find a file named "helpers.ts"', 'Where is main.py?', 'Find package.json'],
    patterns: [
      `(?:find|locate|search for|look for)(?: me)?(?: all| every)?(?: the| a| any)? files? (?:named |called |with the name )?{name:word}${IN}`,
      `(?:find|locate)(?: the)? {path:path}(?: files?)?${PLACE}`,
      "where(?: is|'s) (?:the )?(?:file )?{path:path}(?: file)?(?: located| defined)?",
    ],
    accept: (slots) => /^[\w@.+~/-]+$/.test(slots.name ?? slots.path ?? '') && (slots.path === undefined || /[./]/.test(slots.path)),
    run: (slots, talk) => find(`**/${(slots.name ?? slots.path ?? '').replace(/^@|^\.?\//, '')}`, slots.folder, talk),
  }),
];
