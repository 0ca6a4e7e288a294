import type { Translate } from '@ock/kernel';

/** The words of the index: for models in English, for people in those of the catalogue. */
const ENGLISH = {
  languages: 'Languages',
  git: 'Git',
  folders: 'Folders (files)',
  manifests: 'Manifests and scripts',
  entry_points: 'Entry points',
  tests: 'Tests',
  ci: 'CI',
  config: 'Configuration',
  docs: 'Documentation',
  found: 'Files',
  files: '{count} {noun}',
  files_some: '{count}+ {noun} (not all were looked at)',
  test_files: '{count} files: {folders}',
  run: 'run: {commands}',
  branch: 'branch {branch}, ',
  commit: '{branch}last commit {commit} of {date}: {subject}',
  packages: ', packages: {packages}',
  more: '… {count} more: ask with a query',
  cut: '… cut: ask with a query',
  none: 'Nothing in this project is called {words}. Search its contents with grep.',
  or: ' or ',
} as const;

export type IndexWord = keyof typeof ENGLISH;
export type IndexWords = (word: IndexWord, args?: Record<string, string | number>) => string;

export const english: IndexWords = (word, args = {}) =>
  ENGLISH[word].replace(/\{(\w+)\}/g, (_all, name: string) => String(args[name] ?? ''));

/** For people: no more words than are needed. */
export function shownWords(t: Translate): IndexWords {
  const say = (word: string, args?: Record<string, string | number>) => t(`service-project-index.${word}`, args);
  return (word, args = {}) => {
    switch (word) {
      case 'git':
        return ENGLISH.git;
      case 'branch':
        return String(args.branch);
      case 'commit':
        return [args.branch, args.commit, args.date, args.subject].filter((part) => part !== '').join('  ');
      case 'packages':
        return ` (${args.packages})`;
      case 'run':
        return String(args.commands);
      case 'files_some':
        return `${say('files', args)} (${say('partly')})`;
      case 'test_files':
        return `${say('files', args)}: ${args.folders}`;
      case 'or':
        return ', ';
      case 'cut':
        return `… ${say('narrow')}`;
      case 'more':
        return `… +${args.count}: ${say('narrow')}`;
      default:
        return say(word, args);
    }
  };
}
