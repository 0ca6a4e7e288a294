/** The letters of tar that list an archive, `f` last since it takes the next word. */
const BUNDLE = /^-?(?=[a-zA-Z]*t)[tvzjJa]*f$/;
const OPTION = /^(-[tvzjJa]+|--(list|verbose|gzip|bzip2|xz|zstd|auto-compress))$/;
const ZIPPED = /^(zcat|gzcat|bzcat|xzcat|zstdcat|lz4cat)$/;

/** The archives that a command does nothing but list, or print unpacked; undefined: it may do more. Names of members may follow. */
export function archivePaths(name: string, words: readonly string[]): string[] | undefined {
  if (name === 'tar' || name === 'bsdtar' || name === 'gtar') return tarPaths(words);
  const [first, ...rest] = words;
  if (ZIPPED.test(name)) return words.some((word) => word.startsWith('-')) ? undefined : [...words];
  if (name === 'unzip' && /^-(l|v|Z1|lv|t|lq|ql)$/.test(first ?? '') && rest.length > 0 && !rest.some((word) => word.startsWith('-')))
    return [...rest];
  return name === 'zipinfo' && /^-[1slmv]$|^[^-]/.test(first ?? '') && !rest.some((word) => word.startsWith('-'))
    ? words.filter((word) => !word.startsWith('-'))
    : undefined;
}

function tarPaths(words: readonly string[]): string[] | undefined {
  const archives: string[] = [];
  let lists = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const bundle = BUNDLE.test(word) && (at === 0 || word.startsWith('-'));
    const file = bundle || /^(-f|--file)$/.test(word) ? words[++at] : /^--file=([\s\S]+)$/.exec(word)?.[1];
    lists ||= bundle || /^(-[a-zA-Z]*t[a-zA-Z]*|--list)$/.test(word);
    if (file !== undefined) archives.push(file);
    else if (word.startsWith('-') && !OPTION.test(word)) return undefined;
    else if (at === 0 && !word.startsWith('-')) return undefined;
  }
  // behind a colon stands what is on another machine
  return lists && archives.length === 1 && !/:/.test(archives[0] ?? ':') ? archives.filter((path) => path !== '-') : undefined;
}
