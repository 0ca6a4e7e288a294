/** File name endings by the names people use for languages and kinds of files. */
const ENDINGS: Record<string, string> = {
  python: 'py',
  javascript: '{js,mjs,cjs,jsx}',
  js: '{js,mjs,cjs,jsx}',
  typescript: '{ts,tsx,mts,cts}',
  ts: '{ts,tsx,mts,cts}',
  go: 'go',
  golang: 'go',
  rust: 'rs',
  java: 'java',
  kotlin: '{kt,kts}',
  c: '{c,h}',
  'c++': '{cpp,cc,cxx,hpp,hh,h}',
  cpp: '{cpp,cc,cxx,hpp,hh,h}',
  'c#': 'cs',
  csharp: 'cs',
  ruby: 'rb',
  php: 'php',
  swift: 'swift',
  scala: 'scala',
  elixir: '{ex,exs}',
  lua: 'lua',
  perl: '{pl,pm}',
  r: 'R',
  shell: 'sh',
  bash: 'sh',
  sql: 'sql',
  html: '{html,htm}',
  css: '{css,scss,less}',
  markdown: 'md',
  json: 'json',
  yaml: '{yaml,yml}',
  yml: '{yaml,yml}',
  toml: 'toml',
  xml: 'xml',
  text: 'txt',
  txt: 'txt',
  svelte: 'svelte',
  vue: 'vue',
  dart: 'dart',
  haskell: 'hs',
  zig: 'zig',
  md: 'md',
  py: 'py',
  rs: 'rs',
};

/** @returns the glob for files of that kind, e.g. `*.py` in every folder, or undefined when the word names no kind */
export function globOf(kind: string): string | undefined {
  const word = kind.toLowerCase().replace(/^\./, '');
  if (/^(?:test|tests|spec)$/.test(word)) return '**/{test_*,*_test,*.test,*.spec,*-test}.*';
  if (word === 'config' || word === 'configuration') return '**/*{config,rc}*.{json,toml,yaml,yml,js,ts,mjs,cjs,ini}';
  const ending = Object.hasOwn(ENDINGS, word) ? ENDINGS[word] : undefined;
  return ending === undefined ? undefined : `**/*.${ending}`;
}
