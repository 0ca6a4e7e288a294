import { ask, done, failed, type Intent, intent, stop } from '../intent.ts';
import { lastFile, referenceKind, resolveFile } from '../resolve.ts';
import { shellResult } from '../results/shell-result.ts';
import { fence, plural, quote } from '../shell.ts';

const MAKE = '(?:create|make|write|add|generate|start|new)(?: me)?';
const A_FILE = '(?: (?:a|an|the))?(?: new)?(?: text)?(?: file)?(?: (?:named|called|at))?';
const CONTENT =
  '(?:,? ?(?:with|containing|that contains|having|and (?:put|write|add) (?:in|into) it)(?: the| this| these)?(?: following)?(?: text| content| contents| code| lines?)?:?|:)? ?';

/** Paths that a phrase matcher will not delete: a misread phrase must not cost a project. */
function tooMuch(path: string): boolean {
  return /^(?:\.{0,2}\/*|~\/?|\/[^/]*\/?|[A-Za-z]:[\\/]?|.*\*.*|.*\.\.(?:\/.*)?|\.git\/?)$/.test(path);
}

/** Creating, extending, moving and deleting files. */
export const writeIntents: Intent[] = [
  intent({
    id: 'create-folder',
    examples: ['Create a directory src/utils', 'Create the folder "my docs"', 'mkdir build'],
    patterns: [`(?:${MAKE}(?: (?:a|the))?(?: new)? (?:folder|directory|dir)(?: (?:named|called))?|mkdir) {path:folder}`],
    *run(slots) {
      const call = yield* ask('bash', { command: `mkdir -p -- ${quote(slots.path ?? '')}` });
      return call.isError || shellResult(call).code !== 0 ? failed(call, 'Creating the folder') : done(`Folder ${slots.path} is there.`);
    },
  }),
  intent({
    id: 'create-empty',
    examples: ['Create an empty file notes.txt', 'touch notes.txt'],
    patterns: [`(?:${MAKE} (?:an?|the)(?: new)? empty file(?: (?:named|called|at))?|touch) {path:path}`],
    *run(slots) {
      const call = yield* ask('write', { filePath: slots.path, content: '' });
      return call.isError ? failed(call, `Creating ${slots.path}`) : done(`Created ${slots.path}, empty.`);
    },
  }),
  intent({
    id: 'create-file',
    examples: ['Create a new file hello.txt with "hello"', 'Create notes.md containing "# Notes"', 'Write "hello" to hello.txt'],
    patterns: [
      `${MAKE}${A_FILE} {path:path}(?: file)?${CONTENT}{content:quoted}`,
      '(?:write|save|put) (?:the (?:text|content|code) )?{content:quoted} (?:to|into|in|as) (?:a |the )?(?:new )?(?:file )?(?:named |called )?{path:path}',
    ],
    *run(slots) {
      const text = slots.content ?? '';
      const content = text === '' || text.endsWith('\n') ? text : `${text}\n`;
      const call = yield* ask('write', { filePath: slots.path, content });
      if (call.isError) return failed(call, `Writing ${slots.path}`);
      return done(`Wrote ${slots.path} (${plural(content.split('\n').length - 1, 'line')}):\n${fence(content, { limit: 40 })}`);
    },
  }),
  intent({
    id: 'create-described',
    examples: ['Create a new file utils/helpers.py with utility functions', 'Create the User model in models/user.py'],
    patterns: [
      `${MAKE}${A_FILE} {path:path}(?: file)?(?: (?:with|containing|that|for|which) {what:rest})?`,
      `${MAKE} (?:a |an |the )?{what:rest} in (?:the file )?{path:path}`,
    ],
    accept: (slots) => !/⟦|\b(?:branch|commit|todo|task|plan)\b/i.test(`${slots.what ?? ''}`) && !/\/$/.test(slots.path ?? ''),
    // biome-ignore lint/correctness/useYield: it only answers
    *run(slots) {
      const wish =
        slots.what === undefined
          ? 'You did not say what goes into it'
          : `I cannot write "${slots.what.trim()}": that needs a language model`;
      return stop(
        `${wish}. I write files whose content you give me, in quotes or in a code block:\n\n  Create a new file ${slots.path} with "first line"\n\nA file without content: Create an empty file ${slots.path}. "help" says how to connect a real model.`,
      );
    },
  }),
  intent({
    id: 'append',
    examples: ['Append "last line" to notes.txt', 'Add the line "dist/" to .gitignore', 'Add "dist/" at the end of .gitignore'],
    patterns: [
      '(?:append|add|put|write) (?:the |a |this )?(?:new )?(?:line |lines |text |code )?{text:quoted} (?:to|at|on|onto)(?: the (?:end|bottom) of)? (?:the )?(?:file )?{file:file}(?: file)?',
    ],
    *run(slots, talk) {
      const path = resolveFile(slots.file, talk);
      if (path === undefined) return stop('To which file? Say it: Append "text" to notes.txt');
      const call = yield* ask('bash', { command: `printf '%s\\n' ${quote(slots.text ?? '')} >> ${quote(path)}` });
      return call.isError || shellResult(call).code !== 0
        ? failed(call, `Adding to ${path}`)
        : done(`Added at the end of ${path}:\n${fence(slots.text ?? '')}`);
    },
  }),
  intent({
    id: 'delete',
    examples: [
      'Delete the temp directory',
      'Remove old_config.yaml',
      'Delete the file "my notes.txt"',
      'Remove that file',
      'rm build/out.txt',
    ],
    patterns: [
      '(?:delete|remove|erase|rm)(?: -rf?)? (?:the |my )?(?:file|folder|directory|dir) {path:folder}',
      '(?:delete|remove|erase|rm)(?: -rf?)? (?:the |my )?{path:folder} (?:file|folder|directory|dir)',
      '(?:delete|remove|erase|rm)(?: -rf?)? (?:the |my )?{path:path}',
      '(?:delete|remove|erase) {file:reference}',
      'rm(?: -rf?)? {path:folder}',
    ],
    accept: (slots) => slots.file === undefined || (referenceKind(slots.file) === 'file' && slots.file.length > 0),
    *run(slots, talk) {
      const path =
        slots.file !== undefined || /^(?:this|that|the|it)$/i.test(slots.path ?? '') ? lastFile(talk) : slots.path?.replace(/^@/, '');
      if (path === undefined) return stop('Which file? None was used in this session yet. Name it: Delete old_config.yaml');
      if (tooMuch(path)) return stop(`I do not delete ${path} on the word of a phrase. If you mean it: Execute: rm -r -- ${quote(path)}`);
      const call = yield* ask('bash', { command: `rm -r -- ${quote(path)}` });
      return call.isError || shellResult(call).code !== 0 ? failed(call, `Deleting ${path}`) : done(`Deleted ${path}.`);
    },
  }),
  intent({
    id: 'move',
    examples: ['Rename old.py to new.py', 'Move src/a.js to lib/a.js', 'Copy a.txt to b.txt'],
    patterns: [
      '{verb:word} (?:the )?(?:file |folder |directory )?{from:path} (?:to|into|as) (?:the )?(?:file |folder |directory )?{to:folder}(?: (?:folder|directory))?',
    ],
    accept: (slots) => /^(?:rename|move|mv|copy|cp)$/i.test(slots.verb ?? '') && /[./]/.test(slots.from ?? ''),
    *run(slots) {
      const copy = /^c/i.test(slots.verb ?? '');
      const call = yield* ask('bash', { command: `${copy ? 'cp -r' : 'mv'} -- ${quote(slots.from ?? '')} ${quote(slots.to ?? '')}` });
      return call.isError || shellResult(call).code !== 0
        ? failed(call, copy ? 'Copying' : 'Moving')
        : done(`${copy ? 'Copied' : 'Moved'} ${slots.from} to ${slots.to}.`);
    },
  }),
];
