import type { Conversation } from '../conversation.ts';
import { ask, done, failed, type Intent, intent, type Steps, stop } from '../intent.ts';
import { packageScripts } from '../project.ts';
import { places, relative } from '../results/places.ts';
import { shellResult } from '../results/shell-result.ts';
import { fence, quote } from '../shell.ts';

/** First words that mean English, not a program. */
const WORDS =
  /^(?:the|a|an|all|it|this|that|these|those|some|my|our|your|through|into|over|out|away|with|without|for|every|each|any|both|tests?|me|us|linter|lint|build|program|app|application|server|project|code|script|everything|again|another|unit|integration)$/i;
const SCRIPTS: Record<string, string> = {
  linter: 'lint',
  linting: 'lint',
  linters: 'lint',
  formatter: 'format',
  'type checker': 'typecheck',
  'type check': 'typecheck',
  checks: 'check',
};

/** Runs a command and tells how it ended. */
export function* runCommand(command: string, talk: Conversation): Steps {
  const call = yield* ask('bash', { command });
  const { code, output } = shellResult(call);
  if (code === undefined) return failed(call, `Running \`${command}\``);
  const body = output === '' ? '' : `\n${fence(output, { limit: 80, end: 'tail' })}`;
  if (code === 0) return done(`\`${command}\` succeeded${body === '' ? ' and printed nothing.' : `:${body}`}`);
  const hint = code === 127 ? ' The program was not found on this machine.' : '';
  const seen = places(output)
    .slice(0, 5)
    .map((place) => `${relative(place.file, talk.cwd)}:${place.line}`);
  return stop(
    `\`${command}\` failed with exit code ${code}.${hint}${body}${seen.length > 0 ? `\n\nPlaces it names: ${seen.join(', ')}` : ''}`,
  );
}

const RUNNERS: Record<string, string> = {
  js: 'node',
  mjs: 'node',
  cjs: 'node',
  py: 'python3',
  sh: 'sh',
  bash: 'bash',
  rb: 'ruby',
  php: 'php',
  go: 'go run',
  ts: 'npx tsx',
  pl: 'perl',
  lua: 'lua',
};

/** Running commands. */
export const shellIntents: Intent[] = [
  intent({
    id: 'execute',
    examples: ['Execute: git status', 'Execute the command "ls -la"', 'Run `npm run build`', '$ git log'],
    patterns: [
      '(?:execute|run|exec|shell|bash|command|cmd)(?: (?:the|this))?(?: shell| bash)?(?: command)?: ?{command:rest}',
      '(?:execute|run|exec)(?: (?:the|this))?(?: shell| bash)?(?: command| script)? {command:quoted}(?: in (?:the )?(?:shell|terminal|bash))?',
      '\\$ {command:rest}',
    ],
    run: (slots, talk) => runCommand((slots.command ?? '').replace(/^`(.*)`$/, '$1').trim(), talk),
  }),
  intent({
    id: 'run-file',
    examples: ['Run src/main.js', 'Execute scripts/setup.sh', 'Run main.py'],
    patterns: ['(?:run|execute|start)(?: the)?(?: script| file| program)? {path:path}(?: script| file)?'],
    accept: (slots) =>
      /\.(?:[cm]?js|py|sh|bash|rb|php|go|ts|pl|lua)$/.test(slots.path ?? '') &&
      !/(?:^|[/._-])(?:tests?|spec)(?:[/._-]|$)/i.test(slots.path ?? ''),
    run: (slots, talk) =>
      runCommand(`${RUNNERS[slots.path?.split('.').at(-1) ?? ''] ?? 'sh'} ${quote(slots.path?.replace(/^@/, '') ?? '')}`, talk),
  }),
  intent({
    id: 'run-again',
    examples: ['Run it again', 'Run that command again', 'Rerun it'],
    patterns: ['(?:re-?)?(?:run|execute|do|try) (?:it|that|this|the (?:same|last|previous) command|(?:that|this|the) command)', 're-?run'],
    *run(_slots, talk) {
      const last = talk.earlier.toReversed().find((call) => call.tool === 'bash');
      return last
        ? yield* runCommand(String(last.input.command ?? ''), talk)
        : stop('No command was run in this session yet. Say which: Execute: git status');
    },
  }),
  intent({
    id: 'install-dependencies',
    examples: ['Install the dependencies', 'Install dependencies'],
    patterns: ['install(?: all)?(?: the)?(?: project)? (?:dependencies|packages|requirements|deps)'],
    *run(_slots, talk) {
      const scripts = yield* packageScripts();
      if (scripts) return yield* runCommand(`${scripts.manager} install`, talk);
      const requirements = yield* ask('read', { filePath: 'requirements.txt' });
      if (!requirements.isError) return yield* runCommand('python3 -m pip install -r requirements.txt', talk);
      return stop('There is no package.json and no requirements.txt here. Say the command: Execute: …');
    },
  }),
  intent({
    id: 'run-script',
    examples: ['Run the linter', 'Run the build', 'Build the project', 'Run the lint script', 'Run the formatter'],
    patterns: [
      '(?:run|execute|start)(?: the)? (?:npm )?(?:script )?{script:name}(?: script| step| task)?',
      '(?:run|execute) (?:the )?{script:word} script',
      '{script:word} (?:the )?(?:project|code|app|application)',
    ],
    accept: (slots) =>
      /^(?:linter|linters|linting|lint|build|formatter|format|typecheck|checks|check|compile|dev)$/i.test(slots.script ?? '') ||
      /script$/.test(slots.script ?? ''),
    *run(slots, talk) {
      const word = (slots.script ?? '').toLowerCase();
      const name = SCRIPTS[word] ?? word;
      const scripts = yield* packageScripts();
      if (!scripts)
        return stop(`I look for "${name}" among the scripts of package.json, and there is none here. Say the command: Execute: …`);
      if (!scripts.names.has(name))
        return stop(`package.json has no script "${name}". It has: ${[...scripts.names].join(', ') || 'none'}.`);
      return yield* runCommand(`${scripts.manager} run ${quote(name)}`, talk);
    },
  }),
  intent({
    id: 'run',
    examples: ['Run pytest', 'Run npm install', 'Run npm run build', 'npm install', 'Run git log --oneline -n 3', 'ls -la'],
    patterns: ['(?:run|execute|exec) {command:rest}', '{direct:rest}'],
    accept: (slots) => {
      const command = slots.command ?? slots.direct ?? '';
      const program = command.split(/\s/)[0] ?? '';
      if (/\s(?:and|then)\s/.test(command.replace(/"[^"]*"|'[^']*'/g, ''))) return false;
      if (slots.direct !== undefined)
        return (
          /^(?:git|npm|npx|pnpm|yarn|pip3?|pytest|cargo|make(?= [\w-]+$)|docker|node|python3?|ruff|eslint|tsc|go (?:build|test|run|mod|vet|get)|ls(?= -))\s+[\w.-]/.test(
            command,
          ) &&
          /^[a-z]/.test(command) &&
          !/[?]$/.test(command)
        );
      return /^[\w.~/@+-]+$/.test(program) && !WORDS.test(program);
    },
    run: (slots, talk) => runCommand(slots.command ?? slots.direct ?? '', talk),
  }),
];
