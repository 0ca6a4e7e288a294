/** One way to get namespaces out of this kernel. */
export interface NamespaceForm {
  /** where limits hold on the disk */
  confined: readonly string[];
  /** where only processes and the network are confined */
  open: readonly string[];
  /** false: no file system of processes can be mounted, as in many containers; the one that is there shows numbers that mean nothing inside */
  mountsProc: boolean;
}

/** Its processes end with it. No session of its own: the group that we kill must be the one that it leads. */
const PROCESSES = ['--unshare-pid', '--unshare-ipc', '--unshare-cgroup-try'];
/**
 * What root needs to work on files of others, as in a container, and to nest another sandbox. Without this root would keep every capability,
 * and could mount everything writable again.
 */
const CAPABILITIES = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETFCAP', 'SETGID', 'SETUID'];

/** The forms to try, the best first. */
export function namespaceForms(isRoot = process.getuid?.() === 0): NamespaceForm[] {
  const user = ['--unshare-user', ...PROCESSES];
  const inUser = { confined: user, open: user };
  const asRoot = ['--cap-drop', 'ALL', ...CAPABILITIES.flatMap((name) => ['--cap-add', `CAP_${name}`]), ...PROCESSES];
  return [
    ...(isRoot ? [{ confined: asRoot, open: PROCESSES, mountsProc: true }] : []),
    { ...inUser, mountsProc: true },
    { ...inUser, mountsProc: false },
  ];
}
