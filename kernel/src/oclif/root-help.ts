import type { Config } from '@oclif/core/config';
import { columns, padded } from './width.ts';

type Translated = (key: string) => string | undefined;

/** First words of commands by what they are for. What is in no group stands at the end, under `more`: plugins bring theirs. */
const GROUPS: readonly [group: string, words: readonly string[]][] = [
  ['work', ['run', 'init', 'index', 'commands']],
  ['sessions', ['session', 'export', 'import', 'stats', 'trash']],
  ['models', ['auth', 'models']],
  ['parts', ['agent', 'mode', 'skills', 'commands', 'tools', 'mcp', 'plugins', 'lsp', 'formatter', 'memory']],
  ['safety', ['permissions', 'sandbox', 'trust', 'hooks']],
  ['care', ['docs', 'doctor', 'config', 'debug', 'completion', 'upgrade', 'uninstall']],
];
const WIDTH = 80;

/** The first screen of help: how opencode is called, and its commands by what they are for. At most 24 lines of 80 columns in English. */
export function rootHelp(config: Pick<Config, 'commands' | 'topics' | 'version'>, translated: Translated): string {
  const text = (key: string) => translated(`help.${key}`) ?? '';
  const ids = [...config.commands.filter(({ hidden }) => !hidden).map(({ id }) => id), ...config.topics.map(({ name }) => name)];
  const words = [...new Set(ids.map((id) => id.split(':')[0] as string))].sort();
  const grouped = new Set(GROUPS.flatMap(([, known]) => known));
  const groups = [
    ...GROUPS.map(([group, known]) => ({ group, words: known.filter((word) => words.includes(word)) })),
    { group: 'more', words: words.filter((word) => !grouped.has(word) && word !== 'help') },
  ].filter((group) => group.words.length > 0);
  const titles = groups.map(({ group }) => text(`group.${group}`));
  const indent = Math.max(...titles.map(columns)) + 4;
  const rows = groups.flatMap((group, at) => {
    const [first = '', ...rest] = filled(group.words, WIDTH - indent);
    return [`  ${padded(titles[at] ?? '', indent - 2)}${first}`, ...rest.map((line) => ' '.repeat(indent) + line)];
  });
  return [`opencode ${config.version}: ${text('what')}`, '', text('usage'), '', ...rows, '', text('flags'), '', text('further'), ''].join(
    '\n',
  );
}

/** Words in lines of at most so many columns. */
function filled(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
