import type { Outline } from './outline.ts';

/** A completion script for bash 3.2 and later. */
export function bash(bin: string, outline: Outline[]): string {
  const paths = outline.map(({ path }) => path).filter(Boolean);
  const candidates = outline.map(({ path, words, flags }) => {
    const all = [...words.map(({ name }) => name), ...flags.flatMap(({ name, char }) => [`--${name}`, ...(char ? [`-${char}`] : [])])];
    return `    '${path}') echo '${all.join(' ')}' ;;`;
  });
  const values = outline.flatMap(({ path, flags }) =>
    flags.filter((flag) => flag.values?.length).map(({ name, values = [] }) => `    '${path}|--${name}') echo '${values.join(' ')}' ;;`),
  );
  return `# bash completion of ${bin}; load it with: eval "$(${bin} completion bash)"
_${bin}_candidates() {
  case "$1" in
${candidates.join('\n')}
  esac
}
_${bin}_values() {
  case "$1" in
${values.join('\n')}
    *) return 1 ;;
  esac
}
_${bin}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" word i next list
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in -*) continue ;; esac
    next="\${path:+$path }$word"
    case "|${paths.join('|')}|" in *"|$next|"*) path="$next" ;; *) break ;; esac
  done
  COMPREPLY=()
  if list="$(_${bin}_values "$path|$prev")"; then
    COMPREPLY=($(compgen -W "$list" -- "$cur"))
  else
    COMPREPLY=($(compgen -W "$(_${bin}_candidates "$path")" -- "$cur"))
  fi
}
complete -o default -o bashdefault -F _${bin} ${bin}
`;
}
