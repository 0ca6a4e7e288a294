import { findOnPath, findShell, type SandboxedProgram } from '@ock/kernel';
import type { AllowedHosts } from './allowed-hosts.ts';

const PORT = 3128;
/**
 * Joins a port inside to the socket of the proxy, then runs the command and ends with its exit code. It waits, at most 2 s, until the port answers.
 * Its own TERM waits for the command's end, which gets the same signal and may have to tidy up.
 */
const SCRIPT = `socat=$1 socket=$2; shift 2
"$socat" TCP4-LISTEN:${PORT},bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:"$socket" </dev/null >/dev/null 2>&1 &
bridge=$!; trap : TERM
for try in {1..200}; do (exec 3<>/dev/tcp/127.0.0.1/${PORT}) 2>/dev/null && break; sleep 0.01; done
"$@"; code=$?
kill $bridge 2>/dev/null; wait $bridge 2>/dev/null
exit $code`;

/** The command with a proxy in front of the allowed hosts. @throws Error where socat is missing */
export function throughProxy({ file, args, env }: SandboxedProgram, { socket, hosts }: AllowedHosts): SandboxedProgram {
  const socat = findOnPath('socat');
  const bash = findShell();
  if (!socat || !bash.endsWith('/bash')) throw new Error('an allow-list needs socat and bash');
  const proxy = `http://127.0.0.1:${PORT}`;
  const isLocal = hosts.some((host) => /^(localhost|127\.|\[::1\])/.test(host));
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  const direct = isLocal ? '' : 'localhost,127.0.0.1,::1';
  return {
    file: bash,
    args: ['--norc', '-c', SCRIPT, 'bash', socat, socket, file, ...args],
    env: { ...env, ...Object.fromEntries(names.map((name) => [name, proxy])), NO_PROXY: direct, no_proxy: direct, NODE_USE_ENV_PROXY: '1' },
  };
}
