// npm start              the sample project, worked on by the embedded model: no key, no network
// npm start -- ARGS      opencode ARGS
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureReady, root } from './lib/ensure.mjs';

const bin = join(root, 'bin/run.js');

function main(argv) {
  ensureReady();
  if (argv.length > 0) return run(argv, process.env.INIT_CWD ?? process.cwd(), process.env);
  return demo();
}

function demo() {
  const folder = mkdtempSync(join(tmpdir(), 'opencode-sample-'));
  const project = join(folder, 'project');
  cpSync(join(root, 'plugins/providers/offline/sample'), project, { recursive: true, filter: (path) => !path.endsWith('demo.script') });
  if (!commit(project)) writeFileSync(join(project, 'NO-GIT'), 'git is not installed: the last step of the demo cannot show a diff\n');
  console.log(`A sample project lies in ${project}. One of its tests fails.`);
  console.log(
    'The embedded model offline/intents works on it now: a phrase matcher, not an intelligence, so it needs no key and no network.',
  );
  const home = { XDG_CONFIG_HOME: 'config', XDG_DATA_HOME: 'data', XDG_STATE_HOME: 'state' };
  const env = { ...process.env };
  for (const [name, dir] of Object.entries(home)) env[name] = join(folder, dir);
  const script = join(root, 'plugins/providers/offline/sample/demo.script');
  const code = run(['run', '--script', script, '--auto', '--model', 'offline/intents'], project, env);
  console.log(code === 0 ? HOW_TO : `The demo ended with exit code ${code}; "npm start -- doctor" may tell why.`);
  return code;
}

const HOW_TO = `
Done. The same on your own code:
  cd your/project
  node ${bin}                      talk to it (or: npm link, then "opencode")
  node ${bin} run "your task"      one task, without a person
With a real model:
  ollama pull qwen3:8b               then: opencode --model ollama/qwen3:8b
  export ANTHROPIC_API_KEY=…         or OPENAI_API_KEY, or: opencode auth login`;

/** The sample as a repository with one commit, so that a diff shows the change. */
function commit(project) {
  const git = (...args) =>
    spawnSync('git', ['-c', 'user.name=sample', '-c', 'user.email=sample@localhost', '-c', 'commit.gpgsign=false', ...args], {
      cwd: project,
      stdio: 'ignore',
    }).status === 0;
  return git('init', '-q', '-b', 'main') && git('add', '.') && git('commit', '-q', '-m', 'Sample project');
}

function run(argv, cwd, env) {
  const { status, signal } = spawnSync(process.execPath, [bin, ...argv], { cwd, env, stdio: 'inherit' });
  return signal ? 130 : (status ?? 1);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
