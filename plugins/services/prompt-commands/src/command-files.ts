import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import { type FoundCommands, factsOf, type Kernel, type PromptCommand, sanitizeLine, type Translate } from '@ock/kernel';
import { leadsOut, projectFolders } from '@ock/kernel/config';
import { CommandProblem, readCommand } from './read-command.ts';

/** below a project's folders and the home folder; what stands further down wins */
const FOLDERS = ['.claude/commands', '.opencode/command', '.opencode/commands'];
const MAX_FILES = 300;
/** files and folders of one folder that are looked at */
const MAX_ENTRIES = 2_000;
const MAX_BYTES = 64 * 1024;

interface Folder {
  path: string;
  scope: 'project' | 'user';
  /** the project folder it stands in */
  project?: string;
}

/** Reads the Markdown files that stand for commands. What did not change is not read again. */
export class CommandFiles {
  readonly #kernel: Kernel;
  readonly #t: Translate;
  readonly #read = new Map<string, { stamp: string; found: PromptCommand | CommandProblem }>();

  constructor(kernel: Kernel, t: Translate) {
    this.#kernel = kernel;
    this.#t = t;
  }

  /** The nearest file of a name wins: the project's over the person's. @param taken names that are none of theirs, and what has them */
  find(cwd: string, taken: ReadonlyMap<string, string>): FoundCommands {
    const untrusted: string[] = [];
    const problems: FoundCommands['problems'] = [];
    const shadowed: FoundCommands['shadowed'] = [];
    const byName = new Map<string, PromptCommand>();
    for (const folder of this.#folders(cwd, untrusted)) {
      for (const name of markdownFiles(folder.path)) {
        const file = join(folder.path, name);
        const found = this.#readFile(file, name, folder);
        if (!found) continue;
        if (found instanceof CommandProblem) {
          problems.push({ file, message: found.message });
          continue;
        }
        const key = found.id.toLowerCase();
        const by = taken.get(key);
        const before = byName.get(key);
        if (by !== undefined) shadowed.push({ id: found.id, file, by });
        else {
          if (before) shadowed.push({ id: before.id, file: before.file, by: file });
          byName.set(key, found);
        }
      }
    }
    const commands = [...byName.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return { commands, shadowed, problems, untrusted };
  }

  /** In the order in which later ones win. */
  #folders(cwd: string, untrusted: string[]): Folder[] {
    const { config, paths, options } = this.#kernel;
    const home = options.env.HOME || homedir();
    const own: Folder[] = [
      ...FOLDERS.map((path) => ({ path: join(home, path), scope: 'user' as const })),
      { path: join(paths.config, 'command'), scope: 'user' },
      { path: join(paths.config, 'commands'), scope: 'user' },
    ];
    const brought = projectFolders(cwd)
      .filter((folder) => folder !== home)
      .flatMap((folder): Folder[] => {
        const there = FOLDERS.map((path) => join(folder, path)).filter((path) => markdownFiles(path).length > 0);
        if (there.length === 0 || config.trusts(folder)) return there.map((path) => ({ path, scope: 'project', project: folder }));
        untrusted.push(...there);
        return [];
      });
    return [...own, ...brought];
  }

  #readFile(file: string, name: string, { scope, project }: Folder): PromptCommand | CommandProblem | undefined {
    const stat = factsOf(file);
    if (!stat?.isFile()) return undefined;
    const folder = project === undefined ? undefined : leadsOut(file, project);
    if (folder !== undefined) return new CommandProblem(this.#t('service-prompt-commands.outside', { folder: sanitizeLine(folder) }));
    const stamp = `${stat.mtimeMs} ${stat.size}`;
    const known = this.#read.get(file);
    if (known?.stamp === stamp) return known.found;
    const found = this.#parse(file, name, scope, stat.size);
    this.#read.set(file, { stamp, found });
    return found;
  }

  #parse(file: string, name: string, scope: Folder['scope'], size: number): PromptCommand | CommandProblem {
    if (size > MAX_BYTES) return new CommandProblem(this.#t('service-prompt-commands.too_big'));
    try {
      return readCommand(name.split(sep).join('/'), readFileSync(file, 'utf8'), { file, scope }, this.#t);
    } catch (error) {
      return error instanceof CommandProblem ? error : new CommandProblem(sanitizeLine((error as Error).message));
    }
  }
}

/** Relative, in the order of their names. Nothing where there is no such folder. */
function markdownFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .slice(0, MAX_ENTRIES)
      .filter((name) => /\.md$/i.test(name) && !/(^|[\\/])readme\.md$/i.test(name))
      .sort()
      .slice(0, MAX_FILES);
  } catch {
    return []; // no such folder, or none that may be read
  }
}
