import type { Conversation } from '../conversation.ts';
import { ask, done, failed, type Intent, intent, type Steps } from '../intent.ts';
import { readOne } from '../pointed.ts';
import { byFile, grepMatches, type Match, notes } from '../results/matches.ts';
import { relative } from '../results/places.ts';
import { escapeExpression, fence, plural } from '../shell.ts';
import { folderOf } from './find.ts';
import { globOf } from './languages.ts';

const FIND = '(?:search|find|look|grep|list|show|get|locate|scan)(?: me)?(?: for| up)?(?: all| every| any)?(?: of)?(?: the| my| our)?';
const EVERYWHERE =
  '(?: (?:in|across|through|throughout|over|inside|within)(?: all| every| any)?(?: of)?(?: the| this| my| our)?(?: whole| entire)? ?(?:files?|project|codebase|code base|code|source code|sources?|repo|repository|workspace)| everywhere| here)?';
const IN =
  '(?: (?:in|inside|under|within|from|of) (?:the )?(?:file |folder |directory )?{where:folder}(?: (?:file|folder|directory|dir))?)?';
const IN_KIND = '(?: in(?: all)?(?: the)? {kind:word} files)?';
const ENDPOINTS =
  '@\\w+\\.(get|post|put|delete|patch|route|websocket)\\b|\\b(app|router|server|api|fastify|r|mux|e)\\.(get|post|put|delete|patch|all|route|GET|POST|PUT|DELETE|PATCH)\\(\\s*[\'"`]/|@(Get|Post|Put|Delete|Patch|Request)Mapping\\b|\\bHandleFunc\\(|\\b(path|re_path|url)\\(\\s*r?[\'"]|#\\[(get|post|put|delete|patch)\\(';
const DEFINITION =
  '(class|interface|struct|enum|trait|type|def|func|fn|function\\*?|const|let|var|val|module|impl|record|object|namespace)';
const SHOWN_PER_FILE = 20;

/** Hits of a search as people read them: counted, by file, with line numbers. */
export function summary(matches: readonly Match[], what: string, talk: Conversation): string {
  const files = byFile(matches);
  const list = [...files].map(([file, hits]) => {
    const lines = hits.slice(0, SHOWN_PER_FILE).map((hit) => `  ${hit.line}: ${hit.text.slice(0, 160)}`);
    const left = hits.length - lines.length;
    return [relative(file, talk.cwd), ...lines, ...(left > 0 ? [`  … and ${left} more`] : [])].join('\n');
  });
  return `${plural(matches.length, 'line')} with ${what} in ${plural(files.size, 'file')}:\n${fence(list.join('\n'), { limit: 150 })}`;
}

/** Where to search: a file or glob narrows by name, anything else is a folder. */
function scope(where: string | undefined, kind: string | undefined): { path?: string; include?: string } {
  const include = kind === undefined ? undefined : globOf(kind);
  if (include !== undefined) return { include: include.replace('**/', '') };
  if (where !== undefined && /[*?]/.test(where)) return { include: where };
  return folderOf(where);
}

function* search(pattern: string, what: string, talk: Conversation, where: { path?: string; include?: string } = {}, note = ''): Steps {
  const call = yield* ask('grep', { pattern, ...where });
  const matches = call.isError ? [] : grepMatches(call.output);
  if (call.isError && !/^no (?:matches|files)|nothing found/i.test(call.output)) return failed(call, `Searching for ${what}`);
  if (matches.length === 0) return done(`No line with ${what} was found${where.path === undefined ? '' : ` in ${where.path}`}.`);
  return done([summary(matches, what, talk), ...notes(call.output)].join('\n') + note);
}

const TEXT_NOTE = '\n\nThis is a search by text: it cannot tell a use from a mention in a comment.';
const known = (name: string | undefined): string => (name ?? '').replace(/\(\)$/, '');

/** Searching in files. */
export const searchIntents: Intent[] = [
  intent({
    id: 'find-todo-comments',
    examples: [
      'Find all TODO comments in the codebase',
      'Find the TODOs',
      'List all TODOs and FIXMEs',
      'Show me all FIXME comments in src/',
      'What TODOs are left?',
    ],
    patterns: [
      `${FIND} {mark:word}(?: ?(?:,|and|or|&|/) ?{other:word})? (?:comments?|notes?|markers?|remarks?)(?: (?:left|remaining))?(?:${EVERYWHERE}|${IN})`,
      `(?:${FIND}|what|which|are there any) {mark:plain}(?: ?(?:,|and|or|&|/) ?{other:plain})?(?: (?:comments?|are left|are there|remain|exist|left|do we have))?(?:${EVERYWHERE}|${IN})`,
    ],
    accept: ({ mark = '', other = 'todo' }) => [mark, other].every((word) => /^(?:TODO|FIXME|XXX|HACK|BUG|NOTE)s?$/i.test(word)),
    *run(slots, talk) {
      const words = [slots.mark, slots.other].filter((word) => word !== undefined).map((word) => word.toUpperCase().replace(/S$/, ''));
      const pattern = `(//|#|/\\*|^\\s*\\*|<!--|--|;|%|"""|''').*\\b(${words.join('|')})\\b`;
      return yield* search(pattern, `a ${words.join(' or ')} comment`, talk, scope(slots.where, undefined));
    },
  }),
  intent({
    id: 'find-usages',
    examples: [
      'Find usages of "process_data" function',
      'Find all references to "User" class',
      'Find all uses of the deprecated function old_process',
      'Where is processData used?',
      'Who calls total?',
    ],
    patterns: [
      `${FIND} (?:usages?|uses|references?|calls?|callers?|occurrences?|mentions?|instances?)(?: (?:of|to|for))(?: the)?(?: deprecated| old)?(?: (?:function|class|method|variable|constant|type|symbol|name|word|string|text))? {name:name}(?: (?:function|class|method|variable|constant|type|symbol))?(?:${EVERYWHERE}|${IN})`,
      `${FIND} (?:places|lines|files)? ?where (?:the (?:function |class |method )?)?{name:name}(?: (?:function|class|method))? is (?:used|called|referenced|mentioned|imported)(?:${EVERYWHERE}|${IN})`,
      'where (?:is|are) (?:the )?(?:function |class |method |variable )?{name:name}(?: (?:function|class|method))? (?:used|called|referenced|imported|mentioned)',
      '(?:who|what) (?:calls|uses|imports|references) (?:the )?(?:function |class |method )?{name:name}(?: (?:function|class|method))?',
    ],
    accept: (slots) => !/^(?:functions?|class(?:es)?|methods?|variables?|code|it|that|this|them|all|deprecated)$/i.test(slots.name ?? ''),
    run: (slots, talk) =>
      search(`\\b${escapeExpression(known(slots.name))}\\b`, `"${known(slots.name)}"`, talk, scope(slots.where, undefined), TEXT_NOTE),
  }),
  intent({
    id: 'find-deprecated',
    examples: ['Find all uses of deprecated functions', 'Find deprecated code'],
    patterns: [
      `${FIND}(?: (?:usages?|uses|references?|calls?)(?: of| to)?)?(?: the)?(?: all)? deprecated (?:functions?|methods?|classes|code|things|symbols|apis?)(?:${EVERYWHERE}|${IN})`,
    ],
    run: (slots, talk) =>
      search(
        '@deprecated|@Deprecated|DeprecationWarning|#\\[deprecated|Deprecated:|\\bdeprecated\\(',
        'a mark of deprecation',
        talk,
        scope(slots.where, undefined),
        '\n\nThese are the marks. For the uses of one of them: Find usages of "name"',
      ),
  }),
  intent({
    id: 'find-definition',
    examples: ['Go to definition of "process_data"', 'Find the User class', 'Where is discounted defined?', 'Find the definition of total'],
    patterns: [
      '(?:(?:go|jump) to|find|show|open|locate)(?: me)?(?: the)? definition (?:of|for)(?: the)?(?: (?:function|class|method|variable|type))? {name:name}(?: (?:function|class|method|variable|type))?',
      'where (?:is|are) (?:the )?(?:function |class |method |variable |type )?{name:name}(?: (?:function|class|method|type))? (?:defined|declared|implemented|located)',
      '(?:find|locate|show|look at|check|search for)(?: me)? (?:the )?{name:name} (?:class|function|method|interface|struct|enum|type|trait|module)',
      '(?:find|locate|show|look at|check|search for)(?: me)? (?:the )?(?:class|function|method|interface|struct|enum|type|trait) {name:name}',
    ],
    accept: (slots) => !/^(?:the|a|an|all|this|that|my)$/i.test(slots.name ?? ''),
    *run(slots, talk) {
      const name = escapeExpression(known(slots.name));
      const call = yield* ask('grep', {
        pattern: `\\b${DEFINITION}\\s+${name}\\b|^\\s*(async\\s+|static\\s+|public\\s+|private\\s+|protected\\s+)*${name}\\s*\\([^)]*\\)\\s*\\{`,
      });
      if (call.isError) return failed(call, 'Searching for the definition');
      const matches = grepMatches(call.output);
      const only = matches[0];
      if (!only) return done(`No definition of "${known(slots.name)}" was found. I search by text; no language server is asked.`);
      if (matches.length > 1)
        return done(
          `${summary(matches, `what looks like a definition of "${known(slots.name)}"`, talk)}\n\nI search by text; no language server is asked.`,
        );
      return yield* readOne(
        only.file,
        talk,
        { offset: Math.max(1, only.line - 3), limit: 40 },
        `"${known(slots.name)}" is defined at line ${only.line} (found by text, not by a language server)`,
      );
    },
  }),
  intent({
    id: 'find-endpoints',
    examples: ['Find all API endpoints', 'List the routes'],
    patterns: [`${FIND} (?:api |http |rest |web )*(?:end ?points|routes)(?:${EVERYWHERE}|${IN})`],
    run: (slots, talk) =>
      search(
        ENDPOINTS,
        'what looks like an API endpoint',
        talk,
        scope(slots.where, undefined),
        '\n\nThese are the usual spellings of Express, Fastify, Flask, FastAPI, Django, Spring, Go and Actix routes; others are missed.',
      ),
  }),
  intent({
    id: 'search-text',
    examples: [
      'Search for "TODO" in all files',
      'Search for "import" in src/',
      'Find "process_data"',
      'grep total in src/basket.js',
      'Search "x" in all Python files',
      'Which files contain "foo"?',
    ],
    patterns: [
      `(?:search|find|look|grep|scan)(?: me)?(?: for| up)?(?: all| every| any)?(?: occurrences of| lines with| files (?:containing|with)| the (?:text|string|word))? {text:quoted}${IN_KIND}`,
      `(?:search|find|look|grep|scan)(?: me)?(?: for| up)?(?: all| every| any)?(?: occurrences of| lines with| files (?:containing|with)| the (?:text|string|word))? {text:quoted}(?:${EVERYWHERE}|${IN})`,
      `(?:search|grep|scan|look)(?: the)?(?: code| codebase| project| files| all files)? for {text:quoted}(?:${EVERYWHERE}|${IN})`,
      `search {where:path} for {text:word}`,
      `(?:search for|grep(?: for)?|look for|search) {text:word}${IN_KIND}`,
      `(?:search for|grep(?: for)?|look for|search|find) {text:word} (?:in|across|through|throughout)(?: all| every| any)?(?: of)?(?: the| this)?(?: whole| entire)? ?(?:files?|project|codebase|code base|code|source code|sources?|repo|repository|workspace)`,
      `(?:search for|grep(?: for)?|look for|search|find) {text:word} in (?:the )?(?:file |folder )?{where:folder}(?: (?:file|folder|directory))?`,
      '(?:which|what) files (?:contain|have|mention|use|include) {text:word}',
    ],
    accept: (slots) => !/^(?:the|a|an|all|it|that|code|documentation)$/i.test(slots.text ?? '') && (slots.text ?? '') !== '',
    *run(slots, talk) {
      const text = slots.text ?? '';
      const expression = /^\/(.+)\/$/.exec(text)?.[1];
      return yield* search(expression ?? escapeExpression(text), `"${text}"`, talk, scope(slots.where, slots.kind));
    },
  }),
];
