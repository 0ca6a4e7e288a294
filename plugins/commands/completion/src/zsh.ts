import type { Outline } from './outline.ts';

/** A completion script for zsh, to be put on fpath or sourced. */
export function zsh(bin: string, outline: Outline[]): string {
  const paths = outline.map(({ path }) => path).filter(Boolean);
  const cases = outline.map(({ path, words, flags, files }) => {
    const commands = words.map(({ name, summary }) => quoted(entry(name, summary)));
    const options = flags.flatMap(({ name, char, summary }) => [
      quoted(entry(`--${name}`, summary)),
      ...(char ? [quoted(entry(`-${char}`, summary))] : []),
    ]);
    const lines = [`      commands=(${commands.join(' ')})`, `      options=(${options.join(' ')})`, `      files=${files ? 1 : 0}`];
    return `    ${quoted(path)})\n${lines.join('\n')} ;;`;
  });
  const values = outline.flatMap(({ path, flags }) =>
    flags
      .filter((flag) => flag.values?.length)
      .map(({ name, values = [] }) => `    ${quoted(`${path}|--${name}`)}) compadd -- ${values.join(' ')}; return ;;`),
  );
  return `#compdef ${bin}
# zsh completion of ${bin}; load it with: eval "$(${bin} completion zsh)"
_${bin}() {
  local trail="" word next files=0 i
  local -a commands options paths
  paths=(${paths.map(quoted).join(' ')})
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    [[ "$word" == -* ]] && continue
    next="\${trail:+$trail }$word"
    if ((\${paths[(Ie)$next]})); then trail="$next"; else break; fi
  done
  case "$trail|\${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$trail" in
${cases.join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe option options
  else
    ((\${#commands})) && _describe command commands
    ((files)) && _files
  fi
}
if [[ "\${funcstack[1]}" == "_${bin}" ]]; then _${bin} "$@"; else compdef _${bin} ${bin}; fi
`;
}

function entry(name: string, summary: string): string {
  return `${name.replaceAll(':', '\\:')}:${summary}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
