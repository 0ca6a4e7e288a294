import { listFiles, untilStopped, workspaceOf } from '@ock/kernel';

/** ms for which a list is taken as it is; behind that a new one is made, and the old one serves meanwhile */
const FRESH_MS = 5_000;
const MAX_FILES = 100_000;
/** ms that a list may take */
const LIST_MS = 20_000;

interface Listed {
  paths: string[];
  at: number;
}

/** The files of a workspace and the folders they stand in, relative to it, with `/`. One list serves many questions. */
export class FileList {
  readonly #lists = new Map<string, Listed>();
  readonly #making = new Map<string, Promise<Listed>>();
  readonly #ended: AbortSignal;

  /** @param ended nobody asks any more */
  constructor(ended: AbortSignal) {
    this.#ended = ended;
  }

  /** @param isNew true: a list of the moment, whatever is known */
  async paths(cwd: string, signal: AbortSignal, isNew = false): Promise<{ root: string; paths: string[] }> {
    const root = workspaceOf(cwd);
    const known = isNew ? undefined : this.#lists.get(root);
    if (known && Date.now() - known.at < FRESH_MS) return { root, paths: known.paths };
    const making = this.#making.get(root) ?? this.#make(root);
    making.catch(() => undefined);
    return { root, paths: (known ?? (await untilStopped(making, signal))).paths };
  }

  /** Goes on when nobody waits any more: who typed another letter asks again at once. */
  #make(root: string): Promise<Listed> {
    const work = list(root, AbortSignal.any([this.#ended, AbortSignal.timeout(LIST_MS)])).finally(() => this.#making.delete(root));
    this.#making.set(root, work);
    return work.then((listed) => {
      this.#lists.set(root, listed);
      return listed;
    });
  }
}

async function list(root: string, signal: AbortSignal): Promise<Listed> {
  const paths: string[] = [];
  const folders = new Set<string>();
  await listFiles(root, {
    signal,
    rules: async () => (await import('ignore')).default,
    onFile: (path) => {
      paths.push(path);
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        const folder = path.slice(0, at + 1);
        if (folders.has(folder)) break;
        folders.add(folder);
      }
      return paths.length < MAX_FILES;
    },
  });
  return { paths: [...paths, ...folders], at: Date.now() };
}
