import { dirname, isAbsolute, resolve } from 'node:path';
import { KernelError } from '../runtime/errors.ts';
import { checkSchema, type JsonSchema, type Problem } from './check-schema.ts';
import { createExplorer, type Explorer } from './explorer.ts';
import { FILE_NAME, type FoundFile } from './find-files.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import type { ConfigFileStatus, Notice } from './load-config.ts';
import { locate } from './locate.ts';
import { expandHome } from './paths.ts';
import { removeAt } from './set-at.ts';
import { isTable, type TomlTable } from './toml.ts';

/** Keys that hold a folder: relative ones count from the file's own. */
const FOLDERS = ['data_dir', 'project_dir', 'plans_dir'];

/** Where a key stands: a file and a line from 1, or the environment and a variable. */
interface Place {
  file: string;
  line: number | string;
}

interface ReaderOptions {
  schema: (() => JsonSchema) | undefined;
  keepGoing: boolean;
  notices: Notice[];
}

/** Reads and checks configuration files; cosmiconfig is set up when the first one is met. */
export class FileReader {
  readonly #o: ReaderOptions;
  #explorer?: Explorer;

  constructor(options: ReaderOptions) {
    this.#o = options;
  }

  /** The document, and its status noted down; undefined when there is nothing to use. @throws OC_CONFIG_* unless `keepGoing` */
  read(file: FoundFile, status: ConfigFileStatus): TomlTable | undefined {
    const mustBe = file.layer === 'config' || file.layer === 'managed';
    if (file.state === 'repeated') status.status = 'ignored';
    try {
      if (file.state === 'unfit') throw new KernelError('OC_CONFIG_READ', { file: file.path, because: 'reason.file_unfit' });
      if (file.state === 'absent' && file.layer === 'config')
        throw new KernelError('OC_CONFIG_READ', { file: file.path, because: 'system.ENOENT' });
      if (file.state !== 'present') return undefined;
      const { text, document } = this.#load(file);
      this.check(document, (path) => ({ file: file.path, line: locate(text, path) }));
      status.status = 'read';
      return withFolders(document, file.folder ?? dirname(file.path));
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      status.status = 'error';
      const optional = error.code === 'OC_CONFIG_READ' && !mustBe;
      if (!optional && !this.#o.keepGoing) throw error;
      const code = error.code.replace(/^OC_/, '').toLowerCase();
      this.#o.notices.push({ level: optional ? 'warn' : 'error', code, args: error.details });
      return undefined;
    }
  }

  /**
   * Reports unknown keys, and stops at the first wrong type; with `keepGoing` takes wrong values out instead.
   * @param placeOf where a key stands
   * @throws OC_CONFIG_TYPE
   */
  check(document: TomlTable, placeOf: (path: KeyPath) => Place): void {
    const schema = this.#o.schema?.();
    if (!schema) return;
    for (const problem of checkSchema(document, schema)) {
      const { path } = problem;
      const place = placeOf(path);
      if (problem.kind === 'unknown') this.#unknown(problem, place);
      else {
        const details = { ...place, key: formatKeyPath(path), expected: problem.expected, got: problem.got };
        if (!this.#o.keepGoing) throw new KernelError('OC_CONFIG_TYPE', details);
        this.#o.notices.push({ level: 'error', code: 'config_type', args: details });
        removeAt(document, path);
      }
    }
  }

  #unknown({ path, nearest }: Extract<Problem, { kind: 'unknown' }>, place: Place): void {
    const args = { ...place, key: formatKeyPath(path) };
    this.#o.notices.push(
      nearest === undefined
        ? { level: 'warn', code: 'config_unknown_key', args }
        : { level: 'warn', code: 'config_unknown_key_near', args: { ...args, nearest: formatKeyPath([...path.slice(0, -1), nearest]) } },
    );
  }

  #load(file: FoundFile): { text: string; document: TomlTable } {
    this.#explorer ??= createExplorer();
    if (!file.path.endsWith(`/${FILE_NAME}`) && !file.path.endsWith(`\\${FILE_NAME}`)) return this.#explorer.load(file.path);
    return this.#explorer.search(dirname(file.path)) ?? this.#explorer.load(file.path);
  }
}

function withFolders(document: TomlTable, folder: string): TomlTable {
  const result = { ...document };
  for (const key of FOLDERS) {
    const value = result[key];
    if (typeof value !== 'string' || value === '') continue;
    const path = expandHome(value);
    result[key] = isAbsolute(path) ? path : resolve(folder, path);
  }
  if (isTable(result.profiles)) {
    const profiles = Object.entries(result.profiles);
    result.profiles = Object.fromEntries(
      profiles.map(([name, profile]) => [name, isTable(profile) ? withFolders(profile, folder) : profile]),
    );
  }
  return result;
}
