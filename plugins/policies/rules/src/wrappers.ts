/** How a program that runs another one takes its arguments. Lists are separated by spaces. */
export interface Wrapper {
  /** options that take the next word */
  valued?: string;
  /** options that stand alone; what is in neither list makes the command unknowable */
  flags?: string;
  /** words before the command that are no options */
  skip?: number;
  /** the first words that are no options, one of these: else it runs nothing */
  sub?: RegExp;
  /** `NAME=value` may stand before the command */
  assignments?: boolean;
  /** does nothing of its own that a rule would care about: only the command inside is judged */
  transparent?: boolean;
  /** the words inside are joined and read by a shell */
  shell?: boolean;
  /** each word inside is read by a shell */
  texts?: boolean;
  /** adds words that nobody knows before it runs */
  appends?: boolean;
  /** options whose value is a text for a shell */
  runs?: string;
}

const SIMPLE: Wrapper = { transparent: true };
const SUDO_FLAGS =
  '-A -b -E -e -H -i -k -K -l -n -P -S -s -v -B --preserve-env --login --shell --non-interactive --background --edit --list --stdin --validate --set-home --askpass --reset-timestamp';

/** By the program's name. Programs that cannot be unwrapped this way (sh -c, find -exec, eval) stand in unwrap.ts. */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['builtin', SIMPLE],
  // behind a pipe: no command to bash, but other shells negate there, too
  ['!', SIMPLE],
  ['command', { transparent: true, flags: '-p' }],
  ['noglob', SIMPLE],
  ['nocorrect', SIMPLE],
  ['nohup', SIMPLE],
  ['exec', { transparent: true, flags: '-c -l -cl', valued: '-a' }],
  ['time', { transparent: true, flags: '-p -v -a', valued: '-f -o --format --output' }],
  ['nice', { transparent: true, valued: '-n --adjustment' }],
  ['ionice', { transparent: true, valued: '-c -n --class --classdata', flags: '-t --ignore' }],
  [
    'timeout',
    {
      transparent: true,
      skip: 1,
      valued: '-s -k --signal --kill-after',
      flags: '--foreground --preserve-status -v --verbose',
    },
  ],
  ['stdbuf', { transparent: true, valued: '-i -o -e --input --output --error' }],
  ['setsid', { transparent: true, flags: '-c -f -w --fork --wait' }],
  ['busybox', SIMPLE],
  ['toybox', SIMPLE],
  ['chronic', { flags: '-v -e' }],
  ['unbuffer', { flags: '-p' }],
  ['env', { assignments: true, valued: '-u --unset -C --chdir', flags: '-i - -0 -v --ignore-environment --null --debug' }],
  [
    'sudo',
    {
      assignments: true,
      valued: '-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --chdir --chroot --role --type',
      flags: SUDO_FLAGS,
    },
  ],
  ['doas', { valued: '-u -C -a', flags: '-n -s -L' }],
  ['pkexec', { valued: '--user', flags: '--disable-internal-agent --keep-cwd' }],
  ['run0', { valued: '-u -g -D --user --group --chdir', flags: '--no-ask-password' }],
  ['runuser', { valued: '-u --user -g -G -s', runs: '-c --command', flags: '-l -m -p -f -' }],
  ['gosu', { skip: 1 }],
  ['su-exec', { skip: 1 }],
  ['setuidgid', { skip: 1 }],
  ['chpst', { valued: '-u -U -e -n -l -L', flags: '-v -P -0 -1 -2' }],
  [
    'setpriv',
    {
      valued: '--reuid --regid --groups --inh-caps --ambient-caps --bounding-set',
      flags: '--clear-groups --init-groups --no-new-privs --keep-groups',
    },
  ],
  ['capsh', { flags: '--' }],
  ['chroot', { skip: 1, valued: '--userspec --groups', flags: '--skip-chdir' }],
  ['chrt', { skip: 1, flags: '-b -f -i -o -r' }],
  ['taskset', { skip: 1, flags: '-a -c' }],
  ['numactl', { valued: '-m -N -C -p', flags: '-l -s -i' }],
  ['choom', { valued: '-n -p' }],
  ['prlimit', { valued: '-p -o' }],
  ['cpulimit', { valued: '-l -e -p -P', flags: '-z -i -f --' }],
  ['setarch', { skip: 1, flags: '-R -L -3 -v' }],
  ...[
    'linux32',
    'linux64',
    'i386',
    'x86_64',
    'uname26',
    'eatmydata',
    'nocache',
    'ltrace',
    'valgrind',
    'torsocks',
    'proxychains',
    'proxychains4',
    'catchsegv',
    'tini',
    'dumb-init',
    'rlwrap',
    'fakeroot',
    'xvfb-run',
    'dbus-run-session',
    'dbus-launch',
    'firejail',
    'systemd-inhibit',
    'ts-run',
    'gtimeout-run',
    'arch',
    'coproc',
    'cross-env',
    'cross-env-shell',
    'env-cmd',
    'dotenv',
    'ifne',
    'sem',
    'setlock',
    'softlimit',
    'doppler',
    'op',
    'aa-exec',
    'runcon',
    'cgexec',
    'sandbox-exec',
    'wine',
    'qemu-x86_64',
    'scriptreplay',
    'ld.so',
  ].map((name): [string, Wrapper] => [name, { assignments: true }]),
  [
    'unshare',
    {
      flags: '-m -u -i -n -p -U -f -r -c -C -T --fork --mount --pid --net --user --map-root-user --mount-proc',
      valued: '-R -w -S -G --root --wd',
    },
  ],
  ['nsenter', { flags: '-m -u -i -n -p -U -C -a --all -r -w -F', valued: '-t --target -S -G' }],
  ['caffeinate', { flags: '-d -i -m -s -u', valued: '-t -w' }],
  ['strace', { flags: '-f -ff -c -C -t -tt -ttt -T -r -y -yy -q -v -x -k -i', valued: '-e -o -p -s -u -E -O -S -P -a' }],
  ['perf', { sub: /^(stat|record|trace)$/, valued: '-e -o -F -c', flags: '-a -g -d -r -v' }],
  ['gdb', { flags: '--args -q -batch --batch -nx -n -quiet', valued: '-ex -iex -x -eval-command' }],
  ['lldb', { flags: '-b --' }],
  [
    'systemd-run',
    { flags: '--user --scope --wait --pty -t -q -P --pipe --collect -G -r', valued: '-p -u --unit --property -E --uid --gid' },
  ],
  ['start-stop-daemon', { runs: '--exec --startas -x -a', flags: '--start -S -b --background', valued: '-p --pidfile' }],
  ['parallel', { appends: true, valued: '-j --jobs -n -a -N -I', flags: '-k -0 --bar -q -X -m --will-cite' }],
  ['watch', { shell: true, valued: '-n --interval', flags: '-d -t -b -e -g -c -x' }],
  [
    'hyperfine',
    { texts: true, valued: '-w -r -m -M -N --warmup --runs', runs: '-p --prepare -c --cleanup -s --setup -S --shell', flags: '-i' },
  ],
  ['concurrently', { texts: true, valued: '-n -c -k --names', flags: '-k -r --kill-others' }],
  ['entr', { appends: true, flags: '-c -d -n -p -r -s -z -a' }],
  ['watchexec', { shell: true, valued: '-e -w -i', flags: '-r -c -n' }],
  ['nodemon', { valued: '-w -e -i --watch --ext', runs: '-x --exec', flags: '-q' }],
  ['flock', { skip: 1, flags: '-n -x -s -u -o --nonblock --exclusive --shared', valued: '-w -E --timeout', runs: '-c --command' }],
  [
    'tmux',
    {
      sub: /^(new|new-session|neww|new-window|splitw|split-window|run|run-shell|respawn-pane|if|if-shell|pipe-pane|popup)$/,
      texts: true,
      valued: '-s -n -c -t',
      flags: '-d -b -h -v -A',
    },
  ],
  ['screen', { valued: '-S -t -s', flags: '-d -m -dm -dmS -D -q -L' }],
  ...[
    'uv',
    'poetry',
    'pipenv',
    'rye',
    'hatch',
    'pdm',
    'bundle',
    'mise',
    'asdf',
    'rbenv',
    'pyenv',
    'direnv',
    'aws-vault',
    'chamber',
    'conda',
    'mamba',
    'nix',
    'corepack',
    'flatpak',
    'snap',
    'volta',
    'fnm',
    'rtx',
    'pixi',
  ].map((name): [string, Wrapper] => [
    name,
    {
      sub: /^(run|exec|x|tool|develop|shell|r|x-run|e)$/,
      flags: '--',
      ...(name === 'direnv' || name === 'aws-vault' || name === 'chamber' ? { skip: 1 } : {}),
    },
  ]),
  ...['npx', 'bunx', 'pnpx', 'uvx', 'pipx'].map((name): [string, Wrapper] => [
    name,
    { sub: /^/, runs: '-c --call', valued: '-p --package', flags: '-y --yes --no -q --no-install' },
  ]),
  [
    'xargs',
    {
      appends: true,
      valued: '-I -n -P -L -d -a -E -s --max-args --max-procs --delimiter --arg-file --replace --max-lines -J -R -S',
      flags: '-0 -r -t -p -x -o -i -e -l --null --no-run-if-empty --verbose --exit --open-tty --interactive',
    },
  ],
]);

export const SHELLS: ReadonlySet<string> = new Set(
  'sh bash zsh dash ksh ksh93 mksh ash fish rbash tcsh csh yash elvish nu xonsh pwsh powershell'.split(' '),
);
