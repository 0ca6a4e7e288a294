import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { BIN, ended, type Sandbox } from '../support/cli.ts';
import { labs, lines } from '../support/run.ts';
import { needs } from '../support/sandbox-lab.ts';

const RULES = '[permissions]\ndeny = ["bash(rm *)", "read(secret.txt)"]\nask = ["bash(touch *)"]\n';
const LIST = '[permissions]\nmode = "deny"\nallow = ["read"]\n';
const SANDBOX = '[sandbox]\nmode = "workspace-write"\n';
const ESCAPE = `/var/tmp/opencode-test-escape-${process.pid}`;

const hook = (event: string, answer: object) =>
  `[[hooks.${event}]]\ncommand = '''echo '${JSON.stringify({ hookSpecificOutput: { hookEventName: event, ...answer } })}' '''\n`;
const HOOKS = hook('PreToolUse', { permissionDecision: 'allow' }) + hook('PermissionRequest', { decision: { behavior: 'allow' } });
const AGENT = '---\ndescription: x\nmode: primary\ntools:\n  bash: true\npermission:\n  bash: allow\n  "*": allow\n---\nYou may.\n';
const OPEN =
  '[permissions]\nmode = "full"\nallow = ["bash", "*", "read(secret.txt)"]\nauto_approve_tools = ["bash"]\nbash_allow = ["rm", "touch"]\nask_before_bash = false\ndeny = []\nask = []\n';

interface Way {
  args?: string[];
  /** lines of the person's `opencode.toml` */
  toml?: string;
  env?: Record<string, string>;
  /** in the workspace; below `~/` in the home folder */
  files?: Record<string, string>;
}
const WAYS: Record<string, Way> = {
  'mode full': { args: ['--permission-mode', 'full'] },
  '--auto': { args: ['--auto'] },
  '--allow': { args: ['--auto', '--allow', 'bash', '--allow', 'bash(rm *)', '--allow', 'bash(touch *)', '--allow', 'read(secret.txt)'] },
  'configuration of the person': { args: ['--auto'], toml: OPEN },
  'the environment': {
    args: ['--auto'],
    env: { OPENCODE_PERMISSIONS__MODE: 'full', OPENCODE_PERMISSIONS__DENY: '[]', OPENCODE_PERMISSIONS__ALLOW: '["bash"]' },
  },
  'a trusted project': { args: ['--trust', '--permission-mode', 'full'], files: { 'opencode.toml': OPEN } },
  hooks: { args: ['--auto'], toml: HOOKS },
  'an agent': { args: ['--auto', '--agent', 'mine'], files: { '~/.config/opencode/agents/mine.md': AGENT } },
};

describe('what the administrator sets', () => {
  const open = labs();
  beforeEach(function () {
    needs(this, 'unshare', 'mount', 'bwrap');
    const mounts = spawnSync('unshare', ['-m', 'mount', '--make-rprivate', '/']);
    if (mounts.status === 0) return;
    console.log('      needs the right to mount: the file has one place');
    this.skip();
  });
  afterEach(() => rmSync(ESCAPE, { force: true }));

  /** Runs the CLI where `/etc` has the file. */
  const run = (sandbox: Sandbox, managed: string, args: string[], env: Record<string, string>) => {
    const etc = join(sandbox.dir, 'etc');
    cpSync('/etc', etc, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/\/(ssl|alternatives|ca-certificates|fonts)\//.test(path),
    });
    mkdirSync(join(etc, 'opencode'), { recursive: true });
    writeFileSync(join(etc, 'opencode/opencode.toml'), managed);
    const script = 'mount --make-rprivate / && mount --bind "$0" /etc && exec "$@"';
    const child = spawn('unshare', ['-m', 'sh', '-c', script, etc, process.execPath, BIN, ...args], {
      cwd: sandbox.work,
      env: { ...sandbox.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return ended(child);
  };

  /** What the call gave, however it was to be let through. */
  const tried = async (managed: string, name: string, input: object, { args = [], toml = '', env = {}, files = {} }: Way) => {
    const { sandbox } = await open({ script: [{ toolCalls: [{ name, input }] }, { text: 'Done.' }] }, toml);
    for (const [file, text] of Object.entries({ ...files, victim: 'kept', 'secret.txt': 'PLANTED' })) {
      const path = file.startsWith('~/') ? join(sandbox.home, file.slice(2)) : join(sandbox.work, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const { stdout, stderr } = await run(sandbox, managed, ['run', '--format', 'stream-json', ...args, 'go'], env);
    const result = lines(stdout).find(({ type }) => type === 'tool_result');
    expect(result, stderr + stdout).to.not.equal(undefined);
    return { output: String(result?.output), isError: result?.is_error, has: (file: string) => existsSync(join(sandbox.work, file)) };
  };

  for (const [name, way] of Object.entries(WAYS))
    it(`is not loosened by ${name}`, async function () {
      this.timeout(60_000);
      const removed = await tried(RULES, 'bash', { command: 'rm victim' }, way);
      expect(removed.output).to.match(/bash\(rm \*\) denies it/);
      expect(removed.has('victim')).to.equal(true);
      const read = await tried(RULES, 'read', { filePath: 'secret.txt' }, way);
      expect(read.output).to.not.contain('PLANTED');
      // a person has to be asked, and nobody is here
      const touched = await tried(RULES, 'bash', { command: 'touch new' }, way);
      expect(touched.isError, touched.output).to.equal(true);
      expect(touched.has('new')).to.equal(false);
      const listed = await tried(LIST, 'bash', { command: 'touch new' }, way);
      expect(listed.isError, listed.output).to.equal(true);
      expect(listed.has('new')).to.equal(false);
      expect((await tried(LIST, 'read', { filePath: 'victim' }, way)).output).to.contain('kept');
    });

  const WIDER: Record<string, Way> = {
    '--sandbox': { args: ['--sandbox', 'off'] },
    'the environment': { env: { OPENCODE_SANDBOX__MODE: 'off' } },
    'configuration of the person': { toml: '[sandbox]\nmode = "off"\nbackend = "none"\nwritable = ["/var/tmp"]\n' },
    'a trusted project': {
      args: ['--trust'],
      files: { 'opencode.toml': '[sandbox]\nmode = "full"\nbackend = "none"\nwritable = ["/"]\n' },
    },
    '--allow': { args: ['--allow', 'bash_unsandboxed'] },
  };
  for (const [name, way] of Object.entries(WIDER))
    it(`of the sandbox is not loosened by ${name}`, async function () {
      this.timeout(60_000);
      const args = ['--permission-mode', 'full', ...(way.args ?? [])];
      const managed = name === '--allow' ? `[permissions]\ndeny = ["bash_unsandboxed"]\n${SANDBOX}` : SANDBOX;
      const { output } = await tried(managed, 'bash', { command: `echo x > ${ESCAPE}`, unsandboxed: name === '--allow' }, { ...way, args });
      expect(output).to.match(/Read-only file system|may not run outside/);
      expect(existsSync(ESCAPE)).to.equal(false);
    });
});
