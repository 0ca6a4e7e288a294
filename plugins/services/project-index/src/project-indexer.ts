import { statSync } from 'node:fs';
import { type PluginContext, type ProjectIndex, type ProjectIndexService, ToolError } from '@ock/kernel';
import { findPaths, wordsOf } from './find-paths.ts';
import { gitFacts } from './git-facts.ts';
import { IndexCache } from './index-cache.ts';
import { indexText } from './index-text.ts';
import { makeIndex } from './make-index.ts';

export interface ProjectIndexerOptions {
  /** folder in which indexes are kept */
  dir: string;
  /** environment of git */
  env: Record<string, string>;
  log: PluginContext['log'];
}

/** The service `project-index`. */
export class ProjectIndexer implements ProjectIndexService {
  readonly #options: ProjectIndexerOptions;
  readonly #cache: IndexCache;

  constructor(options: ProjectIndexerOptions) {
    this.#options = options;
    this.#cache = new IndexCache(options.dir);
  }

  async read(root: string, { signal, refresh = false }: { signal: AbortSignal; refresh?: boolean }): Promise<ProjectIndex> {
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) throw new ToolError(`${root} is not a folder.`);
    const git = gitFacts(root, this.#options.env, signal);
    const [index, facts] = await Promise.all([this.#index(root, signal, refresh), git]);
    return { ...index, ...(facts && { git: facts }) };
  }

  async describe(index: ProjectIndex, { signal, query = '' }: { signal: AbortSignal; query?: string }): Promise<string> {
    const words = wordsOf(query);
    const found = words.length > 0 ? await findPaths(index.root, words, signal) : [];
    const text = indexText(index, words, found);
    return text || `Nothing in this project is called ${words.join(' or ')}. Search its contents with grep.`;
  }

  async #index(root: string, signal: AbortSignal, refresh: boolean): Promise<ProjectIndex> {
    const kept = refresh ? undefined : await this.#cache.load(root);
    if (kept) return kept;
    const { index, watched } = await makeIndex(root, signal);
    await this.#cache
      .keep(index, watched)
      .catch((error: unknown) => this.#options.log.warn(`the index of ${root} is not kept`, { error: String(error) }));
    return index;
  }
}
