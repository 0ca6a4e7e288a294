import type { Outline } from './outline.ts';

/** A completion script for fish 3 and later. */
export function fish(bin: string, outline: Outline[]): string {
  const paths = outline.map(({ path }) => path).filter(Boolean);
  const lines = outline.flatMap(({ path, words, flags, files }) => {
    const at = `-n ${quoted(`__${bin}_at ${quoted(path)}`)}`;
    const head = `complete -c ${bin} ${at}`;
    return [
      ...words.map(({ name, summary }) => `${head} -f -a ${quoted(name)}${summary ? ` -d ${quoted(summary)}` : ''}`),
      ...flags.map(({ name, char, summary, values }) => {
        const value = values === undefined ? '' : values.length ? ` -x -a ${quoted(values.join(' '))}` : ' -r';
        return `${head} -l ${name}${char ? ` -s ${char}` : ''}${value} -d ${quoted(summary)}`;
      }),
      ...(files ? [] : [`${head} -f`]),
    ];
  });
  return `# fish completion of ${bin}; load it with: ${bin} completion fish | source
function __${bin}_at
    set -l trail
    set -l paths ${paths.map(quoted).join(' ')}
    for word in (commandline -opc)[2..-1]
        if string match -q -- '-*' $word
            continue
        end
        set -l next (string join ' ' -- $trail $word)
        if contains -- "$next" $paths
            set trail "$next"
        else
            break
        end
    end
    test "$trail" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
