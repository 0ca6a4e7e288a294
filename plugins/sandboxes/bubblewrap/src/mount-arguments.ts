import { existsSync, lstatSync, statSync } from 'node:fs';
import type { SandboxLimits, SandboxMount } from '@ock/kernel';
import type { NamespaceForm } from './namespace-forms.ts';
import { isOldSocket, socketsBefore } from './sockets-before.ts';

/** Where services of the system listen: whoever may connect to them may have them do what the sandbox forbids. */
const SERVICES = ['/run', '/var/run'];
/** settings of the kernel below /proc, which root could write without any capability: `core_pattern` names a program that the kernel runs */
const KERNEL = ['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus', '/proc/fs', '/proc/acpi', '/proc/scsi'];
/** files below them that programs need */
const SYSTEM = ['/run/current-system', '/run/booted-system', '/run/opengl-driver'];
/** how names are looked up */
const RESOLVERS = [
  '/run/systemd/resolve/stub-resolv.conf',
  '/run/systemd/resolve/resolv.conf',
  '/run/NetworkManager/resolv.conf',
  '/run/NetworkManager/no-stub-resolv.conf',
  '/run/resolvconf/resolv.conf',
];

let kernelPaths: string[] | undefined;
function kernelFolders(): string[] {
  kernelPaths ??= KERNEL.filter((path) => existsSync(path));
  return kernelPaths;
}

let candidates: string[] | undefined;

/** What was bound before this process is known after one look: nothing that comes later is older. */
function oldSockets(): string[] {
  candidates ??= socketsBefore();
  return candidates.filter((path) => isOldSocket(path));
}

/** The disk as the program sees it, as bubblewrap's arguments. */
export function mountArguments({ disk, mounts, network }: SandboxLimits, { mountsProc }: Pick<NamespaceForm, 'mountsProc'>): string[] {
  const proc = mountsProc ? ['--proc', '/proc'] : [];
  if (disk === 'write') return ['--dev-bind', '/', '/', ...proc];
  const kernel = mountsProc && process.getuid?.() === 0 ? kernelFolders() : [];
  const folders = SERVICES.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory());
  const kept = [...SYSTEM, ...(network === 'on' ? RESOLVERS : [])];
  const seen = mounts.map(({ path }) => path);
  const sockets = oldSockets().filter((path) => !folders.some((folder) => path.startsWith(`${folder}/`)) && !seen.includes(path));
  const all: SandboxMount[] = [...mounts, ...sockets.map((path) => ({ path, as: 'hidden' as const }))];
  const closed = all.filter(({ path, as }) => as === 'hidden' && isFolder(path));
  return [
    ...['--ro-bind', '/', '/', '--dev', '/dev', ...proc],
    ...kernel.flatMap((path) => ['--ro-bind', path, path]),
    ...folders.flatMap((path) => ['--tmpfs', path]),
    ...kept.flatMap((path) => ['--ro-bind-try', path, path]),
    ...all.flatMap(mountArgument),
    // last, since what is below them had to be mounted first
    ...closed.flatMap(({ path }) => ['--remount-ro', path]),
  ];
}

function mountArgument({ path, as }: SandboxMount): string[] {
  if (as === 'write') return ['--bind-try', path, path];
  if (as === 'read') return ['--ro-bind-try', path, path];
  if (as === 'scratch') return ['--perms', '1777', '--tmpfs', path];
  return isFolder(path) ? ['--tmpfs', path] : ['--ro-bind', '/dev/null', path];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
