/** Options of programs that do more than the program's name says. All lists are separated by spaces. */
export interface ProgramOptions {
  /** the value is a command */
  runs?: string;
  /** the value names a file that is written */
  writes?: string;
  /** they change what is run or read in ways that nobody sees here */
  hides?: string;
  /** harmless options with which the name of another one begins */
  plain?: readonly string[];
  /** words, wherever they stand, of which the same is true */
  words?: RegExp;
}

const EDITOR: ProgramOptions = { words: /^/ };
const AWK: ProgramOptions = { hides: '-f --file -i --include -l --load -E --exec -e --source -o -p -d --dump-variables' };
const SSH: ProgramOptions = {
  runs: '-S',
  hides: '-F',
  words: /^-?\w*(ProxyCommand|LocalCommand|KnownHostsCommand|PermitLocalCommand|RemoteCommand|Include|Match|PKCS11Provider)/i,
};
const PACKAGES: ProgramOptions = {
  hides:
    '--script-shell --node-options --userconfig --globalconfig --prefix --editor --viewer --shell --init-module --git --onload-script --shell-emulator --config --cwd -C --dir --modules-folder --use-yarnrc --scripts-prepend-node-path',
};

/** By the program's name. */
export const PROGRAMS: ReadonlyMap<string, ProgramOptions> = new Map<string, ProgramOptions>([
  ...['tar', 'gtar', 'bsdtar'].map((name): [string, ProgramOptions] => [
    name,
    {
      runs: '--to-command --use-compress-program -I --info-script --new-volume-script -F --rsh-command --rmt-command --checkpoint-action',
      hides: '-T --files-from --absolute-names -P',
      plain: ['--file'],
    },
  ]),
  ['sort', { runs: '--compress-program', writes: '-o --output', hides: '--files0-from -T --temporary-directory' }],
  ['shuf', { writes: '-o --output' }],
  ['tree', { writes: '-o --output' }],
  ['sdiff', { writes: '-o --output', runs: '--diff-program' }],
  ['split', { runs: '--filter' }],
  ['rg', { runs: '--pre --hostname-bin' }],
  ['ag', { runs: '--pager' }],
  ['ack', { runs: '--pager', hides: '--ackrc' }],
  ['man', { runs: '-P --pager -H --html -X --gxditview --preprocessor -p', hides: '-C --config-file -l --local-file' }],
  [
    'less',
    {
      writes: '-o -O --log-file --LOG-FILE',
      hides: '-k --lesskey-file --lesskey-src --lesskey-content -t --tag -T --tag-file',
      words: /^\+/,
    },
  ],
  ['more', { words: /^\+/ }],
  ['rsync', { runs: '-e --rsh --rsync-path --early-input', writes: '--log-file --write-batch', hides: '--config --daemon --files-from' }],
  ...['ssh', 'scp', 'sftp', 'autossh', 'mosh'].map((name): [string, ProgramOptions] => [name, SSH]),
  ['zip', { runs: '-TT --unzip-command' }],
  ['zipinfo', {}],
  [
    'curl',
    {
      writes:
        '-o --output -D --dump-header -c --cookie-jar --trace --trace-ascii --stderr --etag-save --hsts --alt-svc --libcurl --output-dir',
      hides: '-K --config -O --remote-name --remote-name-all -J --engine',
      words: /^file:/i,
    },
  ],
  [
    'wget',
    {
      writes: '-O --output-document -o --output-file -a --append-output -P --directory-prefix --save-cookies --warc-file --hsts-file',
      runs: '--use-askpass',
      hides: '--config -e --execute -i --input-file',
    },
  ],
  ['yq', { hides: '-i --inplace -s --split-exp' }],
  [
    'make',
    {
      hides: '-f --file --makefile -C --directory --eval -I --include-dir',
      words: /^(SHELL|\.SHELLFLAGS|MAKEFLAGS|MAKEFILES|MAKE|CC|CXX|CPP|LD|AR|AS|FC|RM|INSTALL)\s*[:+?!]*=/,
    },
  ],
  [
    'gmake',
    { hides: '-f --file --makefile -C --directory --eval -I --include-dir', words: /^(SHELL|\.SHELLFLAGS|MAKEFLAGS|MAKEFILES)\s*[:+?!]*=/ },
  ],
  ['go', { runs: '-exec -toolexec -vettool', hides: '-overlay -modfile -C' }],
  ['cargo', { hides: '--config -C -Z', words: /^watch$/ }],
  ['composer', { words: /^(exec|global)$/ }],
  ['mvn', { words: /^(exec:|-Dexec\.)/ }],
  ['gradle', { hides: '-I --init-script -b --build-file -p --project-dir' }],
  ['lein', { words: /^(exec|run|trampoline|eval)$/ }],
  ['flatpak', { runs: '--command' }],
  ['ninja', { hides: '-f -C' }],
  ['cmake', { hides: '-P -E -C' }],
  ...['npm', 'pnpm', 'yarn', 'bun'].map((name): [string, ProgramOptions] => [name, PACKAGES]),
  ['tcpdump', { runs: '-z', writes: '-w' }],
  ['strace', { writes: '-o --output' }],
  ['ltrace', { writes: '-o --output' }],
  ['gdb', { runs: '-ex -eval-command -iex --ex --eval-command', hides: '-x --command -ix -p', words: /^(shell|!|python|call|run)/ }],
  ['openssl', { hides: '-engine -provider-path -provider', writes: '-out', words: /^engine$/ }],
  ['cpio', { runs: '--rsh-command', writes: '-O -F' }],
  ['mutt', { hides: '-F -e' }],
  ['socat', { words: /^(exec|system|shell)[:,]/i }],
  ...['nc', 'ncat', 'netcat'].map((name): [string, ProgramOptions] => [name, { runs: '-e -c --exec --sh-exec', hides: '--lua-exec' }]),
  ...['docker', 'podman', 'nerdctl'].map((name): [string, ProgramOptions] => [name, { runs: '--entrypoint --health-cmd' }]),
  ...['gcc', 'g++', 'cc', 'c++', 'clang', 'clang++', 'ld'].map((name): [string, ProgramOptions] => [
    name,
    { words: /^(-B|-wrapper|-f?plugin|-load|--?specs|@)/ },
  ]),
  ['aria2c', { words: /^--on-/ }],
  ['pandoc', { runs: '--filter -F', hides: '--lua-filter -L --pdf-engine --pdf-engine-opt' }],
  ...['tex', 'latex', 'pdftex', 'pdflatex', 'xelatex', 'lualatex', 'luatex'].map((name): [string, ProgramOptions] => [
    name,
    { words: /shell-escape|write18|^\\/ },
  ]),
  ['latexmk', { hides: '-e -r -pdflatex -latex' }],
  ['nodemon', { runs: '-x --exec' }],
  ['watchexec', { hides: '--shell --emit-events-to' }],
  ['pytest', { hides: '-p -c --rootdir --confcutdir -o --override-ini' }],
  ['tsc', { hides: '-p --project --build -b' }],
  ['eslint', { hides: '-c --config --rulesdir --resolve-plugins-relative-to --parser --plugin -o --output-file' }],
  ['jest', { hides: '-c --config --globalSetup --setupFiles --runner --testRunner' }],
  ['file', { hides: '-C --compile -m --magic-file' }],
  ...[
    'vim',
    'vi',
    'nvim',
    'view',
    'vimdiff',
    'ex',
    'ed',
    'emacs',
    'nano',
    'pico',
    'crontab',
    'at',
    'batch',
    'expect',
    'dc',
    'gnuplot',
    'm4',
    'jshell',
    'sqlite3',
    'psql',
    'mysql',
  ].map((name): [string, ProgramOptions] => [name, EDITOR]),
  ...['awk', 'gawk', 'mawk', 'nawk'].map((name): [string, ProgramOptions] => [name, AWK]),
]);

/** Programs that run code given in words, by the options that give it; what follows `--eval=` counts as well. */
export const INTERPRETERS: ReadonlyMap<string, RegExp> = new Map<string, RegExp>([
  ['python', /^-[a-zA-Z]*[cm]/],
  ['pypy', /^-[a-zA-Z]*[cm]/],
  ['node', /^-[a-z]*[epr]|^--(ev|pr|req|imp|exp|load|ins|env-file)|^(inspect|debug)$/],
  ['nodejs', /^-[a-z]*[epr]|^--(ev|pr|req|imp|exp|load|ins)/],
  ['bun', /^-[a-z]*[epr]|^--(ev|pr|req|preload|env-file)|^repl$/],
  ['deno', /^(eval|repl|run|-)/],
  ['tsx', /^-[a-z]*[epr]|^--(ev|pr|req|imp)/],
  ['ts-node', /^-[a-z]*[epr]|^--(ev|pr|req)/],
  ['perl', /^-[a-zA-Z0-9]*[eEMmdix]/],
  ['ruby', /^-[a-zA-Z0-9]*[erix]/],
  ['php', /^-[a-z]*[rBREFdzac]|^--(run|process)/],
  ['lua', /^-[a-z]*[el]/],
  ['luajit', /^-[a-z]*[el]/],
  ['Rscript', /^-e/],
  ['R', /^-e/],
  ['julia', /^-[a-z]*[eEL]|^--(eval|print|load)/],
  ['ghc', /^-e/],
  ['elixir', /^-e|^--(eval|rpc)/],
  ['mix', /^-e|^--eval|^(cmd|eval|run)$/],
  ['erl', /^-(eval|run|s)/],
  ['scala', /^-e/],
  ['groovy', /^-e/],
  ['swift', /^-e/],
  ['osascript', /^-e/],
  ['octave', /^--eval/],
  ['maxima', /^--batch-string/],
  ['mongosh', /^--eval/],
  ['mongo', /^--eval/],
  ['tclsh', /^-$/],
  ['wish', /^-$/],
  ['guile', /^-[cel]/],
  ['sbcl', /^--(eval|load)/],
  ['racket', /^-[ef]/],
  ['pwsh', /^-(c|e)/i],
  ['powershell', /^-(c|e)/i],
]);

/** Options that take the next word, which is no script. */
export const INTERPRETER_VALUED = /^(-[XWQ]|--conditions|--input-type|-C)$/;

/** The name by which an interpreter is known: without a version. */
export function interpreterOf(name: string): RegExp | undefined {
  return INTERPRETERS.get(name) ?? INTERPRETERS.get(name.replace(/[\d.]+[a-z]?$/, ''));
}
