import type { SandboxLimits } from '@ock/kernel';

/** what programs say when the disk refuses them, or the network */
const DISK = /read-only file system|erofs|permission denied|eacces|operation not permitted|eperm|device or resource busy|ebusy/i;
const NETWORK =
  /network is unreachable|enetunreach|could not resolve|couldn't resolve|name resolution|eai_again|enotfound|name or service not known|no route to host|connection refused|econnrefused|failed to connect|error: 403|403 forbidden|response 403|allows no connection/i;
/** characters from the end that are looked at: what failed is told last */
const LOOKED_AT = 16 * 1024;

const OUT = 'If it is needed, call bash again with unsandboxed: true; the user is asked.';

/** One line for the model when a command failed and the sandbox may be why. Undefined: it seems to have nothing to do with it. */
export function blocked({ exitCode, text }: { exitCode: number | null; text: string }, limits: SandboxLimits): string | undefined {
  if (exitCode === 0) return undefined;
  const end = text.slice(-LOOKED_AT);
  if (/^bwrap: /m.test(end)) return `[The sandbox could not be set up for this command. ${OUT}]`;
  const network = limits.network !== 'on' && NETWORK.test(end);
  const disk = limits.disk === 'read' && DISK.test(end);
  if (network) {
    const hosts = typeof limits.network === 'object' ? ` except to ${limits.network.hosts.join(', ')}` : '';
    return `[This command ran in a sandbox without network${hosts}. ${OUT}]`;
  }
  if (!disk) return undefined;
  const some = limits.mounts.some(({ as }) => as === 'write');
  const where = some
    ? 'only the workspace, /tmp and caches can be written, without .git/hooks, .git/config and opencode’s own files; keys cannot be read'
    : 'nothing can be written';
  return `[This command ran in a sandbox: ${where}. ${OUT}]`;
}
