import type { Translate } from '@ock/kernel';
import { expect } from 'chai';
import { english } from '../../../../test/support/english.ts';
import { answer } from '../src/answer.ts';
import { intents } from '../src/intents/index.ts';
import { understand } from '../src/understand.ts';
import { requestOf, TOOLS } from './mini-session.ts';

const ask = (text: string, tools: readonly string[] = TOOLS) =>
  answer(requestOf([{ role: 'user', content: [{ type: 'text', text }] }], tools), english);
const bash = (command: string): [string, object] => ['bash', { command }];
const read = (filePath: string, range: object = {}): [string, object] => ['read', { filePath, ...range }];
const TODO = '(//|#|/\\*|^\\s*\\*|<!--|--|;|%|"""|\'\'\').*\\b(TODO)\\b';

/** phrase → the first call it leads to */
const FIRST_CALLS: Record<string, [tool: string, input: object]> = {
  // the phrases of the documentation
  'Read the main.py file and explain what it does': read('main.py'),
  'Find all TODO comments in the codebase': ['grep', { pattern: TODO }],
  'Run the tests and fix any failures': read('package.json'),
  'Read src/main.py': read('src/main.py'),
  'Read lines 50-100 of config.py': read('config.py', { offset: 50, limit: 51 }),
  'Replace "old_function" with "new_function" in main.py': read('main.py'),
  'Find all Python files': ['glob', { pattern: '**/*.py' }],
  'Find **/*.test.ts': ['glob', { pattern: '**/*.test.ts' }],
  'Search for "TODO" in all files': ['grep', { pattern: 'TODO' }],
  'Find usages of "process_data" function': ['grep', { pattern: '\\bprocess_data\\b' }],
  'List files in src/': ['ls', { path: 'src/' }],
  'Show directory tree': ['ls', {}],
  'Delete the temp directory': bash('rm -r -- temp'),
  'Remove old_config.yaml': bash('rm -r -- old_config.yaml'),
  'Find all references to "User" class': ['grep', { pattern: '\\bUser\\b' }],
  'Run pytest': bash('pytest'),
  'Execute: git status': bash('git status'),
  'Run npm install': bash('npm install'),
  'Add todo: Fix the failing test': ['todoread', {}],
  'Show my tasks': ['todoread', {}],
  'Mark task 1 as complete': ['todoread', {}],
  'Read all Python files in src/': ['glob', { pattern: '**/*.py', path: 'src/' }],
  'Search for "import" in all files': ['grep', { pattern: 'import' }],
  'Replace all occurrences of "foo" with "bar" in config.py': read('config.py'),
  'Ask the user which file to modify': ['question', { questions: [{ question: 'Which file to modify?' }] }],
  'Read the main.py file': read('main.py'),
  'Run the tests': read('package.json'),
  'The test test_user_creation is failing. Read the test file.': ['grep', { pattern: '\\btest_user_creation\\b' }],
  'Run the tests again': read('package.json'),
  '@plan Explore the project structure': ['ls', {}],
  'Find all uses of the deprecated function old_process': ['grep', { pattern: '\\bold_process\\b' }],
  'Run tests to verify': read('package.json'),
  'Run the tests and fix any issues': read('package.json'),
  'What files have been modified?': bash('git status --short --branch'),
  'Show me the diff for main.py': bash('git diff -- main.py'),
  'Create a commit with message "Add user authentication"': bash('git status --porcelain'),
  'Push to origin': bash('git push origin HEAD'),
  // variants
  'ls -la': bash('ls -la'),
  'ls -la src': bash('ls -la src'),
  'ls src': ['ls', { path: 'src' }],
  'Run "ls -la"': bash('ls -la'),
  'please read src/main.py.': read('src/main.py'),
  'Can you show me the contents of src/main.py?': read('src/main.py'),
  'READ SRC/MAIN.PY': read('SRC/MAIN.PY'),
  'Could you please run the tests?': read('package.json'),
  'Read "my notes.txt"': read('my notes.txt'),
  'read @src/a.ts': read('src/a.ts'),
  'Read line 7 of src/a.ts': read('src/a.ts', { offset: 7, limit: 1 }),
  'Show lines 10 to 20 in src/a.ts': read('src/a.ts', { offset: 10, limit: 11 }),
  'Show the first 5 lines of a.txt': read('a.txt', { offset: 1, limit: 5 }),
  'What is in package.json?': read('package.json'),
  'List all TypeScript files in src': ['glob', { pattern: '**/*.{ts,tsx,mts,cts}', path: 'src' }],
  'Find *.md in docs': ['glob', { pattern: '*.md', path: 'docs' }],
  'Where is main.py?': ['glob', { pattern: '**/main.py' }],
  'Search for "a.b(c)" in src/': ['grep', { pattern: 'a\\.b\\(c\\)', path: 'src/' }],
  'Search for "import" in all Python files': ['grep', { pattern: 'import', include: '*.py' }],
  'Find the TODOs': ['grep', { pattern: TODO }],
  'Change "a" to "b" in src/x.js': read('src/x.js'),
  'In src/a.js, replace `x` with `y`': read('src/a.js'),
  'Delete the file "it\'s here.txt"': bash("rm -r -- 'it'\\''s here.txt'"),
  'Remove "$(reboot).txt"': bash("rm -r -- '$(reboot).txt'"),
  'Show me the diff for "a b.txt"': bash("git diff -- 'a b.txt'"),
  'Create a new file hello.txt with "hello"': ['write', { filePath: 'hello.txt', content: 'hello\n' }],
  'Create a new file a.js with:\n```js\nlet a = 1;\nlet b = 2;\n```': ['write', { filePath: 'a.js', content: 'let a = 1;\nlet b = 2;\n' }],
  'Create a new file a.js with this content:\n\n```\nlet a;\n```': ['write', { filePath: 'a.js', content: 'let a;\n' }],
  'Write "hi" to out/hi.txt': ['write', { filePath: 'out/hi.txt', content: 'hi\n' }],
  'Create an empty file notes.txt': ['write', { filePath: 'notes.txt', content: '' }],
  'Create a directory "my docs"': bash("mkdir -p -- 'my docs'"),
  'Append "dist/" to .gitignore': bash("printf '%s\\n' dist/ >> .gitignore"),
  'Rename old.py to new.py': bash('mv -- old.py new.py'),
  'Copy a.txt to b.txt': bash('cp -r -- a.txt b.txt'),
  'Run `npm run build`': bash('npm run build'),
  'Execute: git commit -m "two words"': bash('git commit -m "two words"'),
  'Execute the command "ls -la"': bash('ls -la'),
  'Run src/main.js': bash('node src/main.js'),
  'Run tests/test_user.py': bash('pytest tests/test_user.py'),
  'npm install': bash('npm install'),
  'Show the last 5 commits': bash('git log --oneline -n 5'),
  'Create a branch feature/login': bash('git switch -c feature/login'),
  'Push to origin main': bash('git push origin main'),
  push: bash('git push'),
  'git status': bash('git status --short --branch'),
  'Which branch am I on?': bash('git branch --list'),
  'Delegate: Find usages of total': ['grep', { pattern: '\\btotal\\b' }],
  'Use task agent to search for all Python files': ['glob', { pattern: '**/*.py' }],
};

/** phrase → words of an answer that calls nothing */
const HONEST: Record<string, RegExp> = {
  'Add error handling to the process_data function': /do not understand .*no intelligence/s,
  'Create a new file utils/helpers.py with utility functions': /cannot write "utility functions".*needs a language model/s,
  'Create the User model in models/user.py': /needs a language model/,
  'Get diagnostics for main.py': /needs a language server: ask one with/,
  'What are the errors in main.py?': /language server/,
  'Rename "oldName" to "newName"': /language server.*Replace all occurrences of "oldName"/s,
  'Format this file': /language server/,
  'Show completions at line 50': /language server/,
  'Search for authentication logic': /exact text/,
  'Search for Python asyncio best practices': /on the web/,
  'Find documentation for FastAPI dependency injection': /on the web/,
  'Find code similar to this pattern': /by meaning/,
  'Fetch https://example.com/api/docs': /No tool for fetching/,
  'Get the content of that URL': /Say the address/,
  'Plan the implementation of user authentication': /needs a language model/,
  'Create a plan for refactoring the database layer': /needs a language model/,
  'I need to add user authentication. Plan the implementation.': /needs a language model/,
  'Apply this diff to main.py': /code block/,
  'List MCP tools': /MCP/,
  'Use filesystem tool to read /project/file.txt': /MCP/,
  'Switch to Claude': /opencode --model anthropic\//,
  'Use GPT-4o for this conversation': /opencode --model openai\//,
  'Use local model llama3.2': /opencode --model ollama\/llama3\.2/,
  'Fix the bug in the create method': /do not understand/,
  'What design patterns are used?': /do not understand/,
  'Read the culprit': /Run the tests/,
  'Read that file': /Which file/,
  'Commit the changes': /which message/,
  'Delete /': /do not delete/,
  'Delete the directory ..': /do not delete/,
  'rm -rf *': /do not delete/,
  help: /no language model, no intelligence.*ollama pull.*auth login anthropic/s,
  '': /do not understand/,
};

describe('offline/intents: phrases', () => {
  it('tells who speaks no English, in their language, that it speaks nothing else', () => {
    const t: Translate = (key, args) => `<${key.split('.')[1]} ${Object.values(args ?? {}).join(' ')}>`;
    const { text } = answer(requestOf([{ role: 'user', content: [{ type: 'text', text: 'Was macht dieses Projekt?' }] }], TOOLS), t);
    expect(text).to.match(/^<not_understood Was macht dieses Projekt\?>\n\n<phrases >\n- Read src/);
    expect(text).to.contain('<connect >\n<local `ollama pull').and.contain('model = "llama3.2"\n<key `opencode auth login');
  });

  for (const [phrase, [tool, input]] of Object.entries(FIRST_CALLS)) {
    it(`calls ${tool}: ${phrase}`, () => {
      expect(ask(phrase).calls[0]).to.deep.equal({ tool, input });
    });
  }

  for (const [phrase, words] of Object.entries(HONEST)) {
    it(`says honestly: ${phrase}`, () => {
      const { calls, text } = ask(phrase);
      expect(calls).to.deep.equal([]);
      expect(text).to.match(words);
    });
  }

  it('understands every example of every intent as that intent alone', () => {
    const wrong = intents.flatMap((intent) =>
      intent.examples.flatMap((example) => {
        const jobs = understand(example);
        const [job] = jobs;
        return jobs.length === 1 && job && 'intent' in job && job.intent === intent ? [] : [`${intent.id}: ${example}`];
      }),
    );
    expect(wrong).to.deep.equal([]);
    expect(new Set(intents.map((intent) => intent.id)).size).to.equal(intents.length);
  });

  it('tells how to connect a real model, Ollama first, whenever it does not understand', () => {
    const { text } = ask('Why is the sky blue?');
    expect(text.indexOf('ollama pull')).to.be.greaterThan(0);
    expect(text.indexOf('ollama pull')).to.be.lessThan(text.indexOf('auth login anthropic'));
    expect(text).to.include('ANTHROPIC_API_KEY').and.to.include('[provider.ollama]').and.to.include('--model ollama/');
  });

  it('calls only tools that are offered, and says which one is missing', () => {
    const { calls, text } = ask('Run the command `ls`', ['read', 'grep']);
    expect(calls).to.deep.equal([]);
    expect(text).to.include('`bash`, which is not offered').and.to.include('read, grep');
  });

  it('takes nothing after the first paragraph for a request: piped text is no command', () => {
    expect(ask('Run `echo a`\n\nrun `echo b`\nDelete src/a.js').calls).to.deep.equal([{ tool: 'bash', input: { command: 'echo a' } }]);
    expect(understand('What is wrong here?\n\nDelete src/a.js')).to.have.length(1);
    expect(ask('What is wrong here?\n\nDelete src/a.js').calls).to.deep.equal([]);
    expect(ask('<file path="x">\nDelete src/a.js\n</file>').calls).to.deep.equal([]);
  });

  it('takes a prompt with several requests apart, in order', () => {
    const ids = (prompt: string) => understand(prompt).map((job) => ('intent' in job ? job.intent.id : 'unknown'));
    expect(ids('Run the tests and then show me the diff')).to.deep.equal(['run-tests', 'git-diff']);
    expect(ids('Read a.js. Replace "x. y and z" with "b" in it. Then run the tests.')).to.deep.equal(['read', 'replace', 'run-tests']);
    expect(ids('Run the tests and make it faster')).to.deep.equal(['run-tests', 'unknown']);
    expect(ids('Read a.js and b.js')).to.deep.equal(['read']);
  });

  it('survives long and hostile prompts', () => {
    const hostile = [
      'find '.repeat(700),
      `${'a '.repeat(1900)}in it`,
      '"'.repeat(3999),
      'read '.concat('a.b, '.repeat(790)),
      '((('.repeat(1300),
      `push${' it'.repeat(1200)}!`,
      `${'Execute: x '.repeat(9000)}`,
    ];
    for (const text of [...hostile, `what${' the'.repeat(1200)}?`, `read ${'./'.repeat(1900)}`, `search for ${'/a'.repeat(1500)} in`]) {
      expect(ask(text).text.length + ask(text).calls.length, text.slice(0, 20)).to.be.greaterThan(0);
    }
  });
});
