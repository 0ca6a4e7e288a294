import { statSync } from 'node:fs';
import { type PluginContext, type ProjectIndex, type ProjectIndexService, ToolError, type Translate } from '@ock/kernel';
import { findPaths, wordsOf } from './find-paths.ts';
import { gitFacts } from './git-facts.ts';
import { IndexCache } from './index-cache.ts';
import { indexText } from './index-text.ts';
import { english, shownWords } from './index-words.ts';
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
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
      throw new ToolError(`${root} is not a folder.`, { because: { key: 'service-project-index.no_folder', args: { dir: root } } });
    const git = gitFacts(root, this.#options.env, signal);
    const [index, facts] = await Promise.all([this.#index(root, signal, refresh), git]);
    return { ...index, ...(facts && { git: facts }) };
  }

  async describe(index: ProjectIndex, { signal, query = '', t }: { signal: AbortSignal; query?: string; t?: Translate }): Promise<string> {
    const say = t ? shownWords(t) : english;
    const words = wordsOf(query);
    const found = words.length > 0 ? await findPaths(index.root, words, signal) : [];
    const text = indexText(index, words, found, say);
    return text || say('none', { words: words.join(say('or')) });
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
