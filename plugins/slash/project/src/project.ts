import { type ProjectIndex, type Slash, sanitize, sanitizeLine, type Translate } from '@ock/kernel';
import { readIndex } from './place.ts';

/** names of a kind that are shown */
const MAX_NAMES = 8;

/** The index of the project in a few lines; with words what of it has them. */
export function createIndex(t: Translate): Slash {
  return {
    async run(context, rest) {
      const { kernel, line, table, style, signal } = context;
      const index = await readIndex(context);
      if (rest !== '') {
        const service = await kernel.use('service', 'project-index');
        return line(sanitize(await service.describe(index, { signal, query: rest, t })));
      }
      const { format } = kernel.language;
      table(
        rowsOf(index, format.number).flatMap(([key, value]) => (value === '' ? [] : [[t(`slash-project.${key}`), sanitizeLine(value)]])),
      );
      line(style.dim(t('slash-project.hint')));
    },
  };
}

function rowsOf(
  { files, complete, languages, folders, manifests, entry_points, tests, ci, docs, git }: ProjectIndex,
  number: (value: number) => string,
) {
  const rows: [key: string, value: string][] = [
    ['files', `${number(files)}${complete ? '' : '+'}`],
    ['languages', few(languages.map(({ name, files: count }) => `${name} ${number(count)}`))],
    ['folders', few(folders.map(({ path, files: count }) => `${path} ${number(count)}`))],
    ['manifests', few(manifests.map(({ path, name }) => (name ? `${path} (${name})` : path)))],
    ['entry_points', few(entry_points.map(({ path }) => path))],
    ['tests', few([...tests.commands, ...tests.folders.map(({ path, files: count }) => `${path} ${number(count)}`)])],
    ['ci', few(ci)],
    ['docs', few(docs)],
    ['commit', git ? [git.branch, git.commit.slice(0, 10), git.subject].filter(Boolean).join('  ') : ''],
  ];
  return rows;
}

function few(names: readonly string[]): string {
  return [...names.slice(0, MAX_NAMES), ...(names.length > MAX_NAMES ? ['…'] : [])].join(', ');
}
