import { ask, done, failed, type Intent, intent, stop } from '../intent.ts';
import { lastTests } from '../resolve.ts';
import { relative } from '../results/places.ts';
import { shellResult } from '../results/shell-result.ts';
import { fence } from '../shell.ts';
import { CONNECT, needsModel, PHRASES, WHAT_I_AM } from '../texts.ts';

/** An intent whose answer is text alone. */
function says(
  id: string,
  examples: string[],
  patterns: string[],
  text: (slots: Partial<Record<string, string>>) => string,
  ok = false,
): Intent {
  return intent({
    id,
    examples,
    patterns,
    // biome-ignore lint/correctness/useYield: it only answers
    *run(slots) {
      return { text: text(slots), ok };
    },
  });
}

const LSP = 'needs a language server: ask one with `opencode lsp` (definition, rename, diagnostics …)';

/** Questions, and honest answers to what cannot be done here. */
export const talkIntents: Intent[] = [
  says(
    'help',
    ['help', 'What can you do?', 'Who are you?', 'hello'],
    [
      '(?:show )?(?:help|usage|commands)(?: me)?',
      '(?:what|which) (?:can|do) you (?:do|understand|know)(?: for me)?',
      '(?:who|what) are you',
      'are you (?:an? )?(?:ai|llm|model|real|intelligent|human|chatgpt|claude).*',
      '(?:hello|hi|hey|good (?:morning|evening|day))(?: there)?',
      'how do(?:es)? (?:i|it|this) (?:use (?:you|this|it)|work)',
    ],
    () => `${WHAT_I_AM}\n\n${PHRASES}\n\n${CONNECT}`,
    true,
  ),
  says(
    'thanks',
    ['Thanks'],
    ['(?:thanks|thank you|great|good|nice|ok|okay|perfect|cool)(?: (?:very|so) much| a lot| job| work)?'],
    () => 'At your service, as far as phrases go.',
    true,
  ),
  intent({
    id: 'ask-user',
    examples: ['Ask the user which file to modify', 'Ask me "Which port?"', 'Ask the user whether to continue'],
    patterns: ['ask (?:the user|me|the person|user)(?: to (?:choose|pick|select|say))?:? {question:rest}'],
    *run(slots, talk) {
      const asked = (slots.question ?? '').replace(/^["“'](.*)["”']$/, '$1').trim();
      const files = [
        ...new Set(
          talk.earlier.flatMap((call) =>
            typeof call.input.filePath === 'string' && !call.isError ? [relative(call.input.filePath, talk.cwd)] : [],
          ),
        ),
      ].slice(-6);
      const choice = /^whether\b|^if\b/i.test(asked);
      const options = choice ? ['Yes', 'No'] : /\bfiles?\b/i.test(asked) ? files : [];
      const question = `${asked.charAt(0).toUpperCase()}${asked.slice(1).replace(/[?.]+$/, '')}?`;
      const call = yield* ask('question', {
        questions: [{ question, ...(options.length > 0 ? { options: options.map((label) => ({ label })) } : {}) }],
      });
      return call.isError ? failed(call, 'Asking') : done(call.output.trim());
    },
  }),
  says(
    'switch-model',
    ['Switch to Claude', 'Use GPT-4o for this conversation', 'Use local model llama3.2'],
    [
      'switch (?:over )?to (?:the )?(?:model |provider )?{model:rest}',
      'use (?:the )?(?:local )?(?:model|provider) {model:rest}',
      'use {model:word}(?: for (?:this|the) (?:conversation|session|chat))',
      'use {model:word} (?:model|instead)',
      'use (?:the )?(?:model )?{family:name}',
    ],
    (slots) => {
      const name = (slots.model ?? slots.family ?? '')
        .replace(/ (?:model|for this (?:conversation|session|chat)|please|instead)$/i, '')
        .trim();
      const local = /llama|qwen|mistral|gemma|phi|deepseek|local|ollama/i.test(name);
      const model = /^[a-z-]+\/\S+$/.test(name)
        ? name
        : local
          ? `ollama/${/local|ollama/i.test(name) ? 'llama3.2' : name.toLowerCase()}`
          : `${/gpt|^o\d|openai/i.test(name) ? 'openai' : /claude|anthropic|sonnet|opus|haiku/i.test(name) ? 'anthropic' : 'PROVIDER'}/MODEL`;
      return `A session's model is chosen when opencode starts, I cannot change it from here. Start it with:\n\n  opencode --model ${model}${local ? `\n\nOllama must be running and have the model: ollama pull ${model.replace('ollama/', '')}` : ''}\n\n\`opencode models\` lists the names. To keep the choice, set \`model\` in opencode.toml.`;
    },
  ),
  intent({
    id: 'fix-failures',
    examples: ['Fix any failures', 'Fix the failing tests', 'Fix any issues'],
    patterns: [
      '(?:fix|repair|resolve|solve)(?: any| all| the| every)*(?: failing| failed| broken)? (?:failures?|issues?|tests?|errors?|problems?|bugs?)(?: (?:you find|that fail|there))?',
    ],
    // biome-ignore lint/correctness/useYield: it only answers
    *run(_slots, talk) {
      const last = lastTests(talk);
      if (last && !last.call.isError && shellResult(last.call).code === 0)
        return done('There is nothing to fix: the tests passed when they were last run.');
      return stop(`${needsModel('Finding a fix')}\n\nIf you know the fix, say it: Replace "old" with "new" in FILE`);
    },
  }),
  says(
    'plan',
    ['Plan the implementation of user authentication', 'Create a plan for refactoring the database layer', 'Plan the implementation'],
    [
      '(?:plan|design|outline|architect) .+',
      '(?:create|make|write|give|draw up|suggest|propose)(?: me)? (?:a |an |the )?(?:\\w+ )?plan\\b.*',
    ],
    () => needsModel('Planning'),
  ),
  says(
    'rename-symbol',
    ['Rename "oldName" to "newName"'],
    ['rename (?:the )?(?:function |class |variable |method |symbol )?{old:name} (?:to|into|as) {new:name}(?: everywhere)?'],
    (slots) =>
      `Renaming a symbol ${LSP}. By text I can do it in one file, or in all of them:\n\n  Replace all occurrences of "${slots.old}" with "${slots.new}" in FILE\n  Replace all occurrences of "${slots.old}" with "${slots.new}" in all files`,
  ),
  says(
    'lsp',
    [
      'Get diagnostics for main.py',
      'What are the errors in main.py?',
      'Format this file',
      'Show completions at line 50',
      'Show hover information for User',
    ],
    [
      '(?:get|show|list|check)(?: me)?(?: the)?(?: lsp)? diagnostics?(?: .+)?',
      '(?:what|which)(?: are| is)?(?: the)? (?:errors?|problems?|warnings?|type errors?)(?: are)?(?: there)? in {file:file}',
      'format (?:this|that|the|it|{file:file})(?: file| code)?',
      '(?:show|get|list)(?: me)?(?: the)? completions?(?: .+)?',
      '(?:show|get)(?: me)?(?: the)? (?:hover|type)(?: (?:info|information|type))?(?: .+)?',
      '(?:show|list|get)(?: me)?(?: the)? symbols?(?: .+)?',
    ],
    () =>
      `That ${LSP}. What I can do: run your own checker or formatter ("Execute: npx tsc --noEmit", "Execute: ruff check main.py"), or search by text ("Find usages of \\"name\\"").`.replaceAll(
        '\\"',
        '"',
      ),
  ),
  intent({
    id: 'fetch',
    examples: ['Fetch https://example.com/api/docs', 'Get the content of https://example.com'],
    patterns: [
      '(?:fetch|get|download|open|read|load|show)(?: me)?(?: the)?(?: contents?| page| text| url)?(?: (?:of|from|at))?(?: the)?(?: page| url)? {url:word}',
      '(?:fetch|get|read)(?: the)? (?:contents? of )?(?:that|the|this) url',
    ],
    accept: (slots) => slots.url === undefined || /^https?:\/\/\S+$/.test(slots.url),
    *run(slots, talk) {
      if (slots.url === undefined) return stop('Which one? Say the address: Fetch https://example.com');
      if (!talk.tools.has('webfetch'))
        return stop(`No tool for fetching pages is offered here. With curl on this machine: Execute: curl -sL ${slots.url}`);
      const call = yield* ask('webfetch', { url: slots.url, format: 'markdown' });
      return call.isError ? failed(call, `Fetching ${slots.url}`) : done(fence(call.output));
    },
  }),
  says(
    'search-meaning',
    [
      'Search for authentication logic',
      'Search for Python asyncio best practices',
      'Find documentation for FastAPI dependency injection',
      'Find code similar to this pattern',
    ],
    [
      '(?:search|look) (?:(?:the )?web )?for (?:[^⟦⟧]+ [^⟦⟧]+)',
      'find (?:the )?(?:documentation|docs|code|examples?|tutorials?) (?:for|similar|like|about|on|of) .+',
    ],
    () =>
      'Searching by meaning, or on the web, is nothing I can do: I search these files for exact text. Put the text in quotes: Search for "authentication"',
  ),
  says(
    'mcp',
    ['List MCP tools', 'Use filesystem tool to read /project/file.txt', 'Query the database with postgres tool'],
    ['(?:list|show)(?: me)?(?: the| all)* mcp (?:tools|servers)', 'use (?:the )?\\w+ tool (?:to|for) .+', 'query (?:the )?database.*'],
    () =>
      'I call only the built-in tools for files, search, commands, tasks and questions. Tools of MCP servers are for real models: no phrase of mine reaches them.',
  ),
  says(
    'apply-patch-unshown',
    ['Apply this diff to main.py', 'Apply the suggested changes'],
    ['apply (?:this|that|the|these|those) (?:suggested |proposed )?(?:diff|patch|changes?)(?: to {file:file})?'],
    () => 'Which one? I make no suggestions of my own. Put the diff into a code block after the request, and I hand it to `git apply`.',
  ),
];

/** Applying a diff that stands in the prompt. */
export const patchIntent: Intent = intent({
  id: 'apply-diff',
  examples: ['Apply this diff:\n```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n```'],
  patterns: ['apply (?:this|that|the|following|the following)? ?(?:diff|patch|changes?)(?: to {file:file})?:? {diff:quoted}'],
  *run(slots) {
    const diff = `${(slots.diff ?? '').trimEnd()}\n`;
    if (!/^@@ /m.test(diff)) return stop('That is no unified diff: it has no line beginning with @@.');
    let end = 'END_OF_DIFF';
    for (let more = 0; diff.split('\n').includes(end) && more < 100; more++) end = `END_OF_DIFF_${more}`;
    const call = yield* ask('bash', { command: `git apply --verbose --whitespace=nowarn - <<'${end}'\n${diff}${end}` });
    return call.isError ? failed(call, 'Applying the diff') : done(`git apply says:\n${fence(call.output, { limit: 30 })}`);
  },
});
