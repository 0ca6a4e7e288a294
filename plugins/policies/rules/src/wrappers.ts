/** How a program that runs another one takes its arguments. */
export interface Wrapper {
  /** options that take the next word */
  valued?: readonly string[];
  /** options that stand alone; what is in neither list makes the command unknowable */
  flags?: readonly string[];
  /** words before the command that are no options */
  skip?: number;
  /** `NAME=value` may stand before the command */
  assignments?: boolean;
  /** does nothing of its own that a rule would care about: only the command inside is judged */
  transparent?: boolean;
  /** the words inside are joined and read by a shell */
  shell?: boolean;
  /** adds words that nobody knows before it runs */
  appends?: boolean;
}

const SIMPLE: Wrapper = { transparent: true };

/** By the program's name. Programs that cannot be unwrapped this way (sh -c, find -exec, eval) stand in unwrap.ts. */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['builtin', SIMPLE],
  ['command', { transparent: true, flags: ['-p'] }],
  ['nohup', SIMPLE],
  ['exec', { transparent: true, flags: ['-c', '-l', '-cl'], valued: ['-a'] }],
  ['time', { transparent: true, flags: ['-p'] }],
  ['nice', { transparent: true, valued: ['-n', '--adjustment'] }],
  ['ionice', { transparent: true, valued: ['-c', '-n', '--class', '--classdata'], flags: ['-t'] }],
  [
    'timeout',
    {
      transparent: true,
      skip: 1,
      valued: ['-s', '-k', '--signal', '--kill-after'],
      flags: ['--foreground', '--preserve-status', '-v', '--verbose'],
    },
  ],
  ['stdbuf', { transparent: true, valued: ['-i', '-o', '-e', '--input', '--output', '--error'] }],
  ['setsid', { transparent: true, flags: ['-c', '-f', '-w', '--fork', '--wait'] }],
  ['busybox', SIMPLE],
  ['toybox', SIMPLE],
  [
    'env',
    {
      assignments: true,
      valued: ['-u', '--unset', '-C', '--chdir'],
      flags: ['-i', '-', '-0', '-v', '--ignore-environment', '--null', '--debug'],
    },
  ],
  [
    'sudo',
    {
      assignments: true,
      valued: [
        '-u',
        '-g',
        '-h',
        '-p',
        '-C',
        '-r',
        '-t',
        '-T',
        '-U',
        '-D',
        '-R',
        '--user',
        '--group',
        '--host',
        '--prompt',
        '--chdir',
        '--chroot',
      ],
      flags: [
        '-A',
        '-b',
        '-E',
        '-e',
        '-H',
        '-i',
        '-k',
        '-K',
        '-l',
        '-n',
        '-P',
        '-S',
        '-s',
        '-v',
        '--preserve-env',
        '--login',
        '--shell',
        '--non-interactive',
      ],
    },
  ],
  ['doas', { valued: ['-u', '-C', '-a'], flags: ['-n', '-s', '-L'] }],
  ['runuser', { valued: ['-u', '--user', '-g', '-G'] }],
  ['chroot', { skip: 1 }],
  ['chrt', { skip: 1, flags: ['-b', '-f', '-i', '-o', '-r'] }],
  ['taskset', { skip: 1, flags: ['-a', '-c'] }],
  ['unshare', { flags: ['-m', '-u', '-i', '-n', '-p', '-U', '-f', '-r'] }],
  ['fakeroot', {}],
  ['caffeinate', { flags: ['-d', '-i', '-m', '-s', '-u'], valued: ['-t', '-w'] }],
  ['strace', { flags: ['-f', '-ff', '-c', '-t', '-tt', '-y'], valued: ['-e', '-o', '-p', '-s'] }],
  ['parallel', { appends: true, valued: ['-j', '--jobs', '-n', '-a'], flags: ['-k', '-0', '--bar'] }],
  ['watch', { shell: true, valued: ['-n', '--interval'], flags: ['-d', '-t', '-b', '-e', '-g', '-c'] }],
  ['flock', { skip: 1, flags: ['-n', '-x', '-s', '-u', '-o', '--nonblock', '--exclusive', '--shared'], valued: ['-w', '-E', '--timeout'] }],
  [
    'xargs',
    {
      appends: true,
      valued: [
        '-I',
        '-n',
        '-P',
        '-L',
        '-d',
        '-a',
        '-E',
        '-s',
        '--max-args',
        '--max-procs',
        '--delimiter',
        '--arg-file',
        '--replace',
        '--max-lines',
      ],
      flags: ['-0', '-r', '-t', '-p', '-x', '-o', '--null', '--no-run-if-empty', '--verbose', '--exit', '--open-tty'],
    },
  ],
]);

export const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'mksh', 'ash', 'fish', 'rbash']);
