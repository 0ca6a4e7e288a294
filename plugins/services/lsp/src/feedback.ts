import { basename, dirname, extname } from 'node:path';
import { findRipgrep, type LspItem, runLines } from '@ock/kernel';
import { diagnosticItems } from './answers.ts';
import type { Client } from './client.ts';
import { stampOf, toUri } from './documents.ts';
import type { Language } from './languages.ts';
import type { Diagnostic } from './protocol.ts';
import type { TextSource } from './text-source.ts';

export interface FeedbackOptions {
  /** the server for a file, if one may be used without being asked for; it may have to start first */
  client(file: string): Promise<Client> | undefined;
  language(file: string): Language | undefined;
  signal: AbortSignal;
  source(): TextSource;
  log(text: string, error: unknown): void;
}

/** other files of the project that are looked at because they name the one that changes */
const MAX_DEPENDENTS = 8;
const SEARCH_MS = 500;
/** ms that a server gets to say what was wrong before: it may have to start and to read the project */
const BASELINE_MS = 60_000;
/** files whose state before is kept */
const MAX_KEPT = 50;

interface Baseline {
  /** new files have nothing before */
  created: boolean;
  dependents: string[];
  /** how often each error stood in each file */
  counts: Map<string, Map<string, number>>;
}

/** Tells which errors a change brought: what a server says after it, less what it said before. */
export class Feedback {
  readonly #options: FeedbackOptions;
  readonly #baselines = new Map<string, Promise<Baseline | undefined>>();
  /** work on one server is done one after the other, so that old and new texts do not cross */
  readonly #queues = new WeakMap<Client, Promise<unknown>>();

  constructor(options: FeedbackOptions) {
    this.#options = options;
  }

  /** Begins to ask what is wrong before a change. Returns at once. */
  before(file: string, text: string | undefined): void {
    const started = this.#options.client(file);
    if (!started) return;
    const asked = started.then((client) => this.#queued(client, () => this.#baseline(client, file, text)));
    const baseline = asked.catch((error: unknown) => {
      this.#options.log('no diagnostics before a change', error);
      return undefined;
    });
    this.#baselines.delete(file);
    this.#baselines.set(file, baseline);
    const [oldest] = this.#baselines.keys();
    if (this.#baselines.size > MAX_KEPT && oldest !== undefined) this.#baselines.delete(oldest);
  }

  /** @returns undefined when it cannot be said in time */
  async newErrors(files: readonly string[], signal: AbortSignal): Promise<LspItem[] | undefined> {
    const found = await Promise.all(
      files.map(async (file) => {
        const baseline = this.#baselines.get(file);
        this.#baselines.delete(file);
        const before = await baseline;
        const client = before && (await this.#options.client(file));
        return client ? this.#queued(client, () => this.#after(client, file, before, signal)) : undefined;
      }),
    );
    const items = found.flatMap((one) => one ?? []);
    return found.every((one) => one === undefined) ? undefined : distinct(items);
  }

  #queued<T>(client: Client, work: () => Promise<T>): Promise<T> {
    const mine = (this.#queues.get(client) ?? Promise.resolve()).then(work);
    this.#queues.set(
      client,
      mine.catch(() => undefined),
    );
    return mine;
  }

  async #baseline(client: Client, file: string, text: string | undefined): Promise<Baseline> {
    const signal = AbortSignal.any([this.#options.signal, AbortSignal.timeout(BASELINE_MS)]);
    // the file itself may be written already: what counts is what it held
    await client.refresh(signal, file);
    const dependents = await this.#dependents(client, file, signal);
    for (const other of dependents) await client.documents.sync(other);
    if (text !== undefined) {
      if (client.documents.get(file)?.text !== text) await client.documents.show(file, text);
      // also where it was shown for another question: it may have said nothing about it yet
      await client.report(file, signal);
    }
    if (client.pulls) for (const other of dependents) await client.diagnose(other, signal);
    const counts = new Map(client.diagnostics.paths.map((path) => [path, countsOf(client.diagnostics.get(path)?.items ?? [])]));
    return { created: text === undefined, dependents, counts };
  }

  async #after(client: Client, file: string, before: Baseline, signal: AbortSignal): Promise<LspItem[] | undefined> {
    // the call may have written other files as well: half of a change is an error that nobody made
    await client.refresh(signal);
    const gone = stampOf(file) === undefined;
    const type = gone ? 3 : before.created ? 1 : 2;
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: toUri(file), type }] });
    if (gone) {
      await client.documents.close(file);
      return [];
    }
    if ((await client.diagnose(file, signal)) === undefined) return undefined;
    if (client.pulls) for (const other of before.dependents) await client.diagnose(other, signal);
    const source = this.#options.source();
    return client.diagnostics.paths.flatMap((path) => {
      const items = client.diagnostics.get(path)?.items ?? [];
      return diagnosticItems(path, toUri(path), added(items, before.counts.get(path)), source, client.encoding);
    });
  }

  /** Files that name the changed one, as imports do: they may break with it. */
  async #dependents(client: Client, file: string, signal: AbortSignal): Promise<string[]> {
    const rg = findRipgrep();
    const language = this.#options.language(file);
    const stem = basename(file, extname(file));
    // index.ts, __init__.py, mod.rs go by the name of their folder
    const word = /^(index|__init__|mod|main|lib)$/.test(stem) ? basename(dirname(file)) : stem;
    if (!rg || !language || word.length < 2) return [];
    const globs = Object.keys(language.languageIds).flatMap((ending) => ['--glob', `*${ending}`]);
    const found: string[] = [];
    const args = [
      '--files-with-matches',
      '--fixed-strings',
      '--word-regexp',
      '--no-config',
      '--no-messages',
      '--max-filesize',
      '500K',
      ...globs,
      '-e',
      word,
      '.',
    ];
    await runLines(rg, args, {
      cwd: client.options.root,
      signal,
      timeoutMs: SEARCH_MS,
      onLine: (line) => {
        const path = `${client.options.root}/${line.replace(/^\.\//, '')}`;
        if (path !== file) found.push(path);
        return found.length < MAX_DEPENDENTS;
      },
    });
    return found;
  }
}

/** What tells two errors apart; not the line, which a change above moves. */
function keyOf({ code, message }: Diagnostic): string {
  return `${code ?? ''} ${message}`;
}

function isError({ severity = 1 }: Diagnostic): boolean {
  return severity === 1;
}

function countsOf(items: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) if (isError(item)) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** The errors that stand more often now than before. */
function added(items: readonly Diagnostic[], before: Map<string, number> | undefined): Diagnostic[] {
  const left = new Map(before);
  return items.filter((item) => {
    if (!isError(item)) return false;
    const known = left.get(keyOf(item)) ?? 0;
    if (known > 0) left.set(keyOf(item), known - 1);
    return known === 0;
  });
}

function distinct(items: readonly LspItem[]): LspItem[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
