import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findShell, makeFolder, runProcess, type Sandbox, type SandboxLimits } from '@ock/kernel';

/** ms for the whole trial; it takes some 20 */
const TIMEOUT_MS = 10_000;
const TEXT = 'opencode';

/** Says what it could do. `$1` folder, `$2` port, `$3` its name for the server. Bash opens connections by itself. */
const SCRIPT = `r=''
(echo x >"$1/outside/new") 2>/dev/null && r="$r outside"
(echo x >"$1/inside/kept") 2>/dev/null && r="$r kept"
(read -r line <"$1/inside/hidden" && [ "$line" = ${TEXT} ]) 2>/dev/null && r="$r hidden"
(echo x >"$1/inside/new") 2>/dev/null || r="$r inside"
(exec 3<>"/dev/tcp/127.0.0.1/$2" && echo "$3" >&3) 2>/dev/null && r="$r network"
echo "tried:$r"`;

const FAILURES: Record<string, string> = {
  outside: 'a write outside went through',
  kept: 'a protected file was changed',
  hidden: 'a hidden file was read',
  inside: 'a write inside failed',
  network: 'a connection went through',
};

/**
 * Tries a backend for real: in a sandbox without a network it must not write outside, change what is kept, read what is hidden, or connect to a server of
 * ours, and must write inside. The same connection is made without it, so that no broken network passes for a sandbox.
 * @param elsewhere where it is tried when the folder for temporary files is full: a command that fills it must not be rid of the sandbox by that
 * @throws Error in one line with what is wrong
 */
export async function probe(backend: Sandbox, elsewhere: string): Promise<void> {
  const dir = scratch(tmpdir()) ?? scratch(elsewhere);
  if (dir === undefined) throw new Error(`neither in ${tmpdir()} nor in ${elsewhere} can anything be written`);
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text: string) => heard.push(text.trim()));
    socket.on('error', () => socket.destroy());
  });
  try {
    const inside = join(dir, 'inside');
    const [kept, hidden] = [join(inside, 'kept'), join(inside, 'hidden')];
    for (const folder of ['outside', 'inside']) mkdirSync(join(dir, folder));
    for (const file of [kept, hidden]) writeFileSync(file, `${TEXT}\n`);
    const port = await listen(server);
    const limits: SandboxLimits = {
      disk: 'read',
      mounts: [
        { path: inside, as: 'write' },
        { path: hidden, as: 'hidden' },
        { path: kept, as: 'read' },
      ],
      network: 'off',
      cwd: dir,
    };
    const run = { cwd: dir, env: { PATH: process.env.PATH ?? '' }, timeoutMs: TIMEOUT_MS };
    const shell = (name: string) => ({
      file: findShell(),
      args: ['-c', SCRIPT, 'bash', name === 'sandbox' ? dir : '/dev/null', String(port), name],
    });
    const free = shell('control');
    const program = await backend.confine(shell('sandbox'), limits);
    const [tried] = await Promise.all([
      runProcess(program.file, program.args, { ...run, env: { ...run.env, ...program.env } }),
      runProcess(free.file, free.args, run),
    ]);
    const failed = /^tried:(.*)$/m.exec(tried.text)?.[1];
    if (failed === undefined) throw new Error(tried.text.trim().split('\n')[0] || 'it does not start');
    const first = failed.trim().split(' ')[0] ?? '';
    if (first !== '') throw new Error(FAILURES[first] ?? first);
    if (readFileSync(kept, 'utf8') !== `${TEXT}\n`) throw new Error(FAILURES.kept);
    await untilHeard(heard);
    if (heard.includes('sandbox')) throw new Error(FAILURES.network);
    if (!heard.includes('control')) throw new Error('connections cannot be tried without bash');
  } finally {
    server.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @returns undefined where nothing can be written */
function scratch(parent: string): string | undefined {
  let dir: string | undefined;
  try {
    makeFolder(parent);
    dir = realpathSync(mkdtempSync(join(parent, 'opencode-try-')));
    writeFileSync(join(dir, 'room'), TEXT);
    return dir;
  } catch {
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
    return undefined;
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      server.unref();
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

/** What was sent before a process ended is read by then, or in the next turns of the event loop. */
async function untilHeard(heard: readonly string[]): Promise<void> {
  for (let turn = 0; turn < 20 && heard.length === 0; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}
